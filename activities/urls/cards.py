"""Addresses of the yearly card."""

from django.urls import path

import groups.urls  # noqa: F401  (registers the number of a group in an address)
from activities.views import card_list, cards

urlpatterns = [
    path("kartu/", card_list.card_list, name="card_list"),
    path("<group_number:number>/kartu/<int:year>/", cards.card_detail, name="card_detail"),
    path("<group_number:number>/kartu/<int:year>/serahkan/", cards.card_submit, name="card_submit"),
    path("<group_number:number>/kartu/<int:year>/tarik/", cards.card_withdraw, name="card_withdraw"),
]
