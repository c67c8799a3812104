"""Addresses for tests: a view that says who may use it, one that has forgotten to, and one that breaks."""

from django.http import HttpResponse
from django.urls import path

from accounts.decorators import signed_in
from uppks.urls import urlpatterns as real


def forgotten(request):
    """A view without a declaration."""
    return HttpResponse("Tidak boleh tampil")


@signed_in
def broken(request):
    """Break twice, quoting what was posted, as a database error would."""
    try:
        raise KeyError(request.POST["nik"])
    except KeyError as cause:
        raise ValueError(f"Key (name)=({request.POST['name']}) already exists") from cause


urlpatterns = [
    *real,
    path("rusak/", broken, name="broken"),
    path("tanpa-izin/", forgotten, name="forgotten"),
    path("terbuka/", signed_in(lambda request: HttpResponse("ok")), name="open"),
]
