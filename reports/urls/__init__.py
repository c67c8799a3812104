"""Addresses of dashboards and recaps. The whole state of a page stands in its address (DB03)."""

from django.urls import include, path, re_path

from reports.views import completeness, dashboard, quality, recap, search

urlpatterns = [
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    re_path(r"^dasbor/(?P<code>[0-9]{1,10})/$", dashboard.dashboard_region, name="dashboard_region"),
    path("dasbor/", include("reports.urls.graduation")),
    path("dasbor/mutu/", quality.quality_board, name="quality_board"),
    path("dasbor/", include("reports.urls.history")),
    path("rekap/", recap.recap, name="recap"),
    path("rekap/lapor/", completeness.completeness, name="completeness"),
    path("cari/", search.search, name="search"),
    path("cetak/", include("reports.urls.paper")),
    path("ekspor/", include("reports.urls.exports")),
]
