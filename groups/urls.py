"""Addresses of the group's pages, under /kelompok/. A group is known by its number, 14 figures."""

from django.urls import path, register_converter

from groups import views


class GroupNumber:
    """The number of a group in an address."""

    regex = "[0-9]{14}"

    def to_python(self, value: str) -> str:
        """The number as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The number as it stands."""
        return value


register_converter(GroupNumber, "group_number")

urlpatterns = [
    path("", views.group_list, name="group_list"),
    path("rupiah/", views.rupiah_echo, name="rupiah_echo"),
    path("daftar/", views.group_register, name="group_register"),
    path("<group_number:number>/", views.group_detail, name="group_detail"),
    path("<group_number:number>/ubah/", views.group_edit, name="group_edit"),
    path("<group_number:number>/sk/", views.group_decree, name="group_decree"),
    path("<group_number:number>/usaha/", views.group_business, name="group_business"),
    path("<group_number:number>/produk/tambah/", views.product_add, name="product_add"),
    path("<group_number:number>/produk/<int:pk>/", views.product_edit, name="product_edit"),
    path("<group_number:number>/izin/tambah/", views.licence_add, name="licence_add"),
    path("<group_number:number>/izin/<int:pk>/", views.licence_edit, name="licence_edit"),
    path("<group_number:number>/izin/<int:pk>/hapus/", views.licence_remove, name="licence_remove"),
    path("<group_number:number>/saluran/tambah/", views.channel_add, name="channel_add"),
    path("<group_number:number>/saluran/<int:pk>/hapus/", views.channel_remove, name="channel_remove"),
    path("<group_number:number>/modal/catat/", views.capital_add, name="capital_add"),
    path("<group_number:number>/modal/<int:pk>/koreksi/", views.capital_correct, name="capital_correct"),
    path("<group_number:number>/modal/<int:pk>/batal/", views.capital_void, name="capital_void"),
    path("<group_number:number>/status/", views.group_status, name="group_status"),
    path("<group_number:number>/tahapan/", views.group_stage, name="group_stage"),
    path("<group_number:number>/pindah/", views.group_move, name="group_move"),
    path("<group_number:number>/ringkasan/", views.group_summary, name="group_summary"),
]
