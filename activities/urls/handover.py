"""Addresses of hand-overs."""

from django.urls import path

from activities.views import handover, handover_add

urlpatterns = [
    path("serah-terima/", handover.handover_list, name="handover_list"),
    path("serah-terima/baru/", handover_add.handover_add, name="handover_add"),
    path("serah-terima/<int:pk>/", handover.handover_detail, name="handover_detail"),
    path("serah-terima/<int:pk>/batalkan/", handover.handover_cancel, name="handover_cancel"),
]
