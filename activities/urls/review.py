"""Addresses of those who review, and the calendar."""

from django.urls import path

from activities.views import review, review_calendar, review_decide

urlpatterns = [
    path("tinjau/", review.review_list, name="review_list"),
    path("tinjau/<int:pk>/", review_decide.review_report, name="review_report"),
    path("tinjau/kartu/<int:pk>/", review_decide.review_card, name="review_card"),
    path("kalender/", review_calendar.period_list, name="period_list"),
]
