"""Addresses of people. Nothing personal stands in an address: persons by number, searches by POST."""

from django.urls import path

from members import views

urlpatterns = [
    path("", views.membership_list, name="membership_list"),
    path("cari/", views.person_search, name="person_search"),
    path("<int:pk>/", views.person_detail, name="person_detail"),
    path("<int:pk>/ubah/", views.person_edit, name="person_edit"),
    path("<int:pk>/nik/", views.person_nik_show, name="person_nik_show"),
    path("<int:pk>/kb/", views.kb_record_add, name="kb_record_add"),
    path("<int:pk>/ks/", views.welfare_record_add, name="welfare_record_add"),
]
