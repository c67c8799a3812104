"""The addresses of the product plus the style guide, which otherwise exists only with DEBUG."""

from django.urls import path

from uppks.style_guide import style_guide
from uppks.urls import urlpatterns as product

urlpatterns = [*product, path("gaya/", style_guide, name="style_guide")]
