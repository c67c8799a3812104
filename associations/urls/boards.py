"""Addresses of boards, their terms and seats."""

from django.urls import path, register_converter

from associations import views
from associations.converters import BoardCodeConverter

register_converter(BoardCodeConverter, "board_code")

urlpatterns = [
    path("", views.board_list, name="board_list"),
    path("cakupan/", views.board_coverage, name="board_coverage"),
    path("<board_code:code>/", views.board_detail, name="board_detail"),
    path("<board_code:code>/nama/", views.board_name_add, name="board_name_add"),
    path("<board_code:code>/masa-bakti/", views.board_term_add, name="board_term_add"),
    path("<board_code:code>/masa-bakti/<int:term_id>/ubah/", views.board_term_edit, name="board_term_edit"),
    path("<board_code:code>/masa-bakti/<int:term_id>/akhiri/", views.board_term_close, name="board_term_close"),
    path("<board_code:code>/masa-bakti/<int:term_id>/pengurus/", views.board_seat_add, name="board_seat_add"),
    path("<board_code:code>/pengurus/<int:seat_id>/ubah/", views.board_seat_edit, name="board_seat_edit"),
    path("<board_code:code>/pengurus/<int:seat_id>/ganti/", views.board_seat_replace, name="board_seat_replace"),
    path("<board_code:code>/pengurus/<int:seat_id>/berhenti/", views.board_seat_end, name="board_seat_end"),
]
