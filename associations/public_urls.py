"""The one address of the association that needs no sign-in: what a group agreed to show a partner, under /mitra/."""

from django.urls import path

from associations.views import consents

urlpatterns = [path("lihat/<str:secret>/", consents.consent_open, name="consent_open")]
