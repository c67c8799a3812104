"""Every address of the registry, in Indonesian."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from accounts.decorators import public
from uppks import views
from uppks.style_guide import style_guide

urlpatterns = [
    path("", views.home, name="home"),
    path("sehat/", views.health, name="health"),
    path("tampilan/", views.theme_set, name="theme_set"),
    path("bahasa/", public(set_language), name="set_language"),
    path("", include("accounts.urls")),
    path("pekerjaan/", include("jobs.urls")),
    path("wilayah/", include("regions.urls")),
    path("kelompok/", include("members.group_urls")),
    path("kelompok/", include("associations.group_urls")),
    path("kelompok/", include("groups.urls")),
    path("anggota/", include("members.urls")),
    path("kegiatan/", include("activities.urls")),
    path("aku/", include("associations.urls")),
    path("mitra/", include("associations.public_urls")),
    path("impor/", include("imports.urls")),
    path("laporan/", include("reports.urls.catalogue")),
    path("", include("reports.urls")),
    path("kelola/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("gaya/", style_guide, name="style_guide"))
