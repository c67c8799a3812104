"""The one box of every page: a number leads to its record, words to what bears them (SD01, SD02)."""

from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.decorators import signed_in
from members.search import is_number
from reports.forms.search import SearchForm
from reports.search.exact import Exact, exactly
from reports.search.named import letters_missing, named


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """What was typed is read as a number or code first, then as a name; what a role may not open is not searched."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _answer(request, form)
    typed = form.cleaned_data["q"]
    found = exactly(request.user, typed)
    if len(found.targets) == 1:
        return redirect(found.targets[0].url)
    if found.refusal:
        form.add_error("q", found.refusal)
        return _answer(request, form)
    if found.says_something or is_number(typed):
        return _answer(request, form, found=found, parts=[])
    missing = letters_missing(typed)
    if missing:
        form.add_error("q", _too_short(missing))
        return _answer(request, form)
    return _answer(request, form, found=found, parts=named(request.user, typed))


def _too_short(missing: int) -> str:
    return ngettext(
        "Ketik %(count)d huruf lagi: pencarian memerlukan paling sedikit 3 huruf atau angka.",
        "Ketik %(count)d huruf lagi: pencarian memerlukan paling sedikit 3 huruf atau angka.",
        missing,
    ) % {"count": missing}


def _answer(request, form: SearchForm, *, found: Exact | None = None, parts: list | None = None):
    """The page; `parts` is None where nothing was searched."""
    context = {
        "form": form,
        "typed": form.cleaned_data.get("q", "") if form.is_bound else "",
        "targets": found.targets if found else (),
        "note": found.elsewhere if found else "",
        "parts": parts or [],
        "searched": parts is not None,
        "is_figures": parts is not None and is_number(form.cleaned_data["q"]),
    }
    return render(request, "reports/search.html", context)
