"""Addresses of people. Nothing personal stands in an address: persons by number, searches by POST."""

from django.urls import path

from members import views

urlpatterns = [
    path("", views.membership_list, name="membership_list"),
    path("cari/", views.person_search, name="person_search"),
    path("ganda/", views.duplicate_list, name="duplicate_list"),
    path("ganda/cari/", views.duplicate_scan, name="duplicate_scan"),
    path("ganda/<int:pk>/", views.duplicate_detail, name="duplicate_detail"),
    path("ganda/<int:pk>/bukan/", views.duplicate_dismiss, name="duplicate_dismiss"),
    path("ganda/<int:pk>/urungkan/", views.duplicate_undo, name="duplicate_undo"),
    path("<int:pk>/", views.person_detail, name="person_detail"),
    path("<int:pk>/ubah/", views.person_edit, name="person_edit"),
    path("<int:pk>/nik/", views.person_nik_show, name="person_nik_show"),
    path("<int:pk>/kb/", views.kb_record_add, name="kb_record_add"),
    path("<int:pk>/ks/", views.welfare_record_add, name="welfare_record_add"),
]
