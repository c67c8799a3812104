"""Addresses of what is printed, under /cetak/."""

from django.urls import path

import activities.urls.converters  # noqa: F401  (registers the month of an address)
import associations.urls.boards  # noqa: F401  (registers the code of a board)
import groups.urls  # noqa: F401  (registers the number of a group)
from reports.views import letters, money_paper
from reports.views import paper as views

urlpatterns = [
    path("", views.paper_index, name="paper_index"),
    path("r1/kosong/", views.paper_register_blank, name="paper_register_blank"),
    path("r1/tanpa-kelompok/", views.paper_register_empty, name="paper_register_empty"),
    path("r1/<group_number:number>/<month:month>/", views.paper_register, name="paper_register"),
    path("k0/kosong/", views.paper_card_blank, name="paper_card_blank"),
    path("k0/tanpa-kelompok/", views.paper_card_empty, name="paper_card_empty"),
    path("k0/<group_number:number>/<int:year>/", views.paper_card, name="paper_card"),
    path("profil/<group_number:number>/", views.paper_profile, name="paper_profile"),
    path("naik-kelas/<group_number:number>/<slug:decision>/", views.paper_graduation, name="paper_graduation"),
    path("pengingat/<board_code:code>/", letters.paper_board_reminder, name="paper_board_reminder"),
    path("simpan-pinjam/<group_number:number>/", money_paper.paper_money, name="paper_money"),
    path("simpanan/<group_number:number>/<slug:book>/", money_paper.paper_savings, name="paper_savings"),
    path("pinjaman/<group_number:number>/<slug:loan>/", money_paper.paper_loan, name="paper_loan"),
]
