"""The one address of the association that needs no sign-in: what a group agreed to show a partner, under /mitra/."""

from django.urls import path, register_converter

from associations.converters import LinkSecretConverter
from associations.views import consents

register_converter(LinkSecretConverter, "link_secret")

urlpatterns = [path("lihat/<link_secret:secret>", consents.consent_open, name="consent_open")]
