"""Kept filters of the lists: those of one list as page or JSON, and keeping, changing and removing one's own (SD07)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.decorators import signed_in
from accounts.forms_saved import SavedFilterForm
from accounts.models import SavedFilter
from accounts.saved_filters import LISTINGS, Listing, change_filter, keep_filter, shown, visible_filters
from regions.keyset import keyset_page


@signed_in
@never_cache
@require_safe
@vary_on_headers("Accept")
def saved_filter_list(request):
    """The user's own filters of a list (`daftar`) and those shared with her; as JSON where that is asked for."""
    listing = _listing(request, request.GET.get("daftar", ""))
    if listing is None:
        return _of_every_list(request)
    rows = visible_filters(request.user, listing)
    if request.accepts("text/html"):
        page = keyset_page(rows, request, order=("name", "pk"), noun=_("saringan"))
        filters = [shown(kept, listing, request.user) for kept in page.rows]
        return render(
            request, "accounts/saved_filter_list.html", {"listing": listing, "filters": filters, "page": page}
        )
    page = keyset_page(rows, request, order=("name", "pk"), size=100, noun=_("saringan"))
    found = [_as_json(shown(kept, listing, request.user)) for kept in page.rows]
    return JsonResponse({"daftar": listing.slug, "saringan": found, "berikutnya": page.next_url})


def _of_every_list(request):
    """Without a list asked for: the lists the user may open, or, as JSON, their words."""
    listings = [listing for listing in LISTINGS.values() if request.user.allows(listing.permission)]
    if request.accepts("text/html"):
        return render(request, "accounts/saved_filter_list.html", {"listings": listings})
    return JsonResponse({"daftar": [listing.slug for listing in listings]})


def _as_json(one) -> dict:
    return {
        "id": one.kept.pk,
        "nama": one.kept.name,
        "alamat": one.url,
        "milik_sendiri": one.is_own,
        "dibagikan": one.kept.is_shared,
        "pemilik": str(one.kept.owner),
    }


@signed_in
@never_cache
@require_POST
def saved_filter_keep(request):
    """Keep the filters that a list shows now, and go back to it; what is wrong is said on a page of its own."""
    listing = _listing(request, request.POST.get("daftar", ""))
    if listing is None:
        raise Http404
    form, asked = SavedFilterForm(request.POST), QueryDict(request.POST.get("saringan", ""))
    if form.is_valid():
        try:
            keep_filter(by=request.user, listing=listing, asked=asked, **form.cleaned_data)
            messages.success(request, _("Saringan tersimpan. Ia ada di atas daftar ini."))
            return redirect(listing.address(listing.only_known(asked)))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "listing": listing, "asked": listing.only_known(asked)}
    return render(request, "accounts/saved_filter_edit.html", context)


@signed_in
@never_cache
def saved_filter_edit(request, pk):
    """Rename one's own filter, share it or take it back."""
    kept, listing = _own(request, pk)
    form = SavedFilterForm(request.POST or None, initial={"name": kept.name, "is_shared": kept.is_shared})
    if request.method == "POST" and form.is_valid():
        try:
            change_filter(kept=kept, **form.cleaned_data)
            messages.success(request, _("Saringan diubah."))
            return redirect(_list_url(listing))
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "accounts/saved_filter_edit.html", {"form": form, "listing": listing, "kept": kept})


@signed_in
@require_POST
def saved_filter_remove(request, pk):
    """Remove one's own filter; nothing of the list changes."""
    kept, listing = _own(request, pk)
    kept.delete()
    messages.success(request, _("Saringan dihapus."))
    return redirect(_list_url(listing))


def _listing(request, slug: str) -> Listing | None:
    """The list with this word, None for no word; 404 for an unknown one, 403 where the role may not open it."""
    if not slug:
        return None
    if slug not in LISTINGS:
        raise Http404
    if not request.user.allows(LISTINGS[slug].permission):
        raise PermissionDenied
    return LISTINGS[slug]


def _own(request, pk: int) -> tuple[SavedFilter, Listing]:
    kept = get_object_or_404(SavedFilter, pk=pk, owner=request.user, listing__in=LISTINGS)
    return kept, LISTINGS[kept.listing]


def _list_url(listing: Listing) -> str:
    return f"{reverse('saved_filter_list')}?{urlencode({'daftar': listing.slug})}"
