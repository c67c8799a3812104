"""Addresses of the month and the year, under /kegiatan/; one file for each kind of work."""

from activities.urls import cards, handover, listing, registers, reminder, review

urlpatterns = [
    *listing.urlpatterns,
    *registers.urlpatterns,
    *review.urlpatterns,
    *cards.urlpatterns,
    *handover.urlpatterns,
    *reminder.urlpatterns,
]
