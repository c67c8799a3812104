"""Addresses of what AKU keeps of one group, below the group's own address (`/kelompok/<number>/`)."""

from django.urls import path
from django.urls.resolvers import URLPattern

from associations.urls import graduation, partners
from associations.views import loans, savings

urlpatterns: list[URLPattern] = [
    *graduation.of_group,
    *partners.of_group,
    path("<slug:number>/simpanan/", savings.savings_list, name="savings_list"),
    path("<slug:number>/simpanan/buka/", savings.savings_open, name="savings_open"),
    path("<slug:number>/simpanan/putaran/", savings.savings_round, name="savings_round"),
    path("<slug:number>/simpanan/<slug:book>/", savings.savings_detail, name="savings_detail"),
    path("<slug:number>/simpanan/<slug:book>/catat/", savings.savings_entry_add, name="savings_entry_add"),
    path("<slug:number>/simpanan/<slug:book>/batal/<int:pk>/", savings.savings_reverse, name="savings_reverse"),
    path("<slug:number>/pinjaman/", loans.loan_list, name="loan_list"),
    path("<slug:number>/pinjaman/tambah/", loans.loan_add, name="loan_add"),
    path("<slug:number>/pinjaman/<slug:loan>/", loans.loan_detail, name="loan_detail"),
    path("<slug:number>/pinjaman/<slug:loan>/catat/", loans.loan_entry_add, name="loan_entry_add"),
    path("<slug:number>/pinjaman/<slug:loan>/lunasi/", loans.loan_settle, name="loan_settle"),
    path("<slug:number>/pinjaman/<slug:loan>/batal/<int:pk>/", loans.loan_reverse, name="loan_reverse"),
]
