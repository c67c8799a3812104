from django.urls import path

from regions import views

urlpatterns = [path("cari/", views.village_search, name="village_search")]
