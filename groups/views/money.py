"""The echo of a typed amount."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from groups.forms.rupiah import echo_of


@signed_in
@require_safe
def rupiah_echo(request):
    """What `?teks=` means in rupiah, as a piece of a page: figures and words, or the question."""
    typed = request.GET.get("teks", "")
    return render(request, "groups/rupiah_echo.html", {"echo": echo_of(typed) if typed.strip() else {}})
