"""Addresses of one group's people, below the group's own address (`/kelompok/<number>/anggota/`)."""

from django.urls import path

from members import views

urlpatterns = [
    path("<slug:number>/anggota/", views.roster, name="roster"),
    path("<slug:number>/anggota/tambah/", views.member_add, name="member_add"),
    path("<slug:number>/anggota/<int:pk>/akhiri/", views.membership_end, name="membership_end"),
    path("<slug:number>/anggota/<int:pk>/jabatan/", views.membership_role, name="membership_role"),
    path("<slug:number>/anggota/<int:pk>/pindah/", views.membership_transfer, name="membership_transfer"),
]
