"""Addresses of dashboards and recaps. The whole state of a page stands in its address (DB03)."""

from django.urls import include, path, re_path

from reports import dashboard_views, month_views, quality_views, views, views_search

urlpatterns = [
    path("dasbor/", dashboard_views.dashboard, name="dashboard"),
    re_path(r"^dasbor/(?P<code>[0-9]{1,10})/$", dashboard_views.dashboard_region, name="dashboard_region"),
    path("dasbor/", include("reports.urls_graduation")),
    path("dasbor/mutu/", quality_views.quality_board, name="quality_board"),
    path("dasbor/", include("reports.urls_history")),
    path("rekap/", views.recap, name="recap"),
    path("rekap/lapor/", month_views.completeness, name="completeness"),
    path("cari/", views_search.search, name="search"),
    path("cetak/", include("reports.urls_paper")),
    path("ekspor/", include("reports.urls_export")),
]
