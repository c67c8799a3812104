"""Addresses of regions through time and of published figures, under /dasbor/."""

from django.urls import path, re_path

from reports.views import history, published

urlpatterns = [
    path("terbitan/", published.published_figures, name="published_figures"),
    re_path(r"^(?P<code>[0-9]{1,10})/riwayat/$", history.history_region, name="history_region"),
]
