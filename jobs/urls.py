"""Addresses of background jobs, under /pekerjaan/."""

from django.urls import path

from jobs import views

urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<int:pk>/", views.job_detail, name="job_detail"),
    path("<int:pk>/ulangi/", views.job_retry, name="job_retry"),
]
