"""SIGA's table 6A beside the registry: earlier comparisons, a new one, and one in full (UP11)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from accounts.uploads import takes_file
from imports.actions import keep_table, kept_table
from imports.forms import SigaForm
from imports.models import SigaTable
from imports.siga.as_csv import as_csv
from imports.siga.opening import LIMITS
from imports.siga.page import SigaPage
from imports.siga.placing import place_rows
from regions.keyset import keyset_page
from regions.months import month_key

_NEWEST_FIRST = ("-month", "-pk")


@require_safe
@require(Permission.SIGA_COMPARE)
def siga_list(request):
    """The tables that were compared, newest month first."""
    tables = SigaTable.objects.visible_to(request.user).select_related("region", "by")
    page = keyset_page(tables, request, _NEWEST_FIRST, noun=_("tabel SIGA"))
    return render(request, "imports/siga_list.html", {"page": page})


@require(Permission.SIGA_COMPARE)
@answers_once
@takes_file(LIMITS.size)
def siga_add(request):
    """A file and its month; the same file for the same month leads to the comparison made before."""
    is_post = request.method == "POST"
    form = SigaForm(request.POST if is_post else None, request.FILES if is_post else None, user=request.user)
    if is_post and form.is_valid():
        answer = _kept_before(request, form) or _kept(request, form)
        if answer:
            return answer
    context = {"form": form, "token": token_for(request), "asks": is_post and form.differs}
    return render(request, "imports/siga_add.html", context)


@require_safe
@require(Permission.SIGA_COMPARE)
def siga_detail(request, pk):
    """One table beside the registry as it is today, for the user's own villages, down to each of them."""
    tables = SigaTable.objects.visible_to(request.user).select_related("region", "by")
    table = get_object_or_404(tables, pk=pk)
    page = SigaPage(request.user, table, request.GET.get("wilayah", ""), request.GET.get("beda") == "1")
    if page.region is None:
        raise Http404
    if request.GET.get("format") == "csv":
        return _file(request, page)
    context = {"table": table, "page": page, "may_export": request.user.allows(Permission.EXPORT)}
    return render(request, "imports/siga_detail.html", context)


def _kept_before(request, form: SigaForm):
    """To the comparison made of this file before; None for a new one."""
    table = kept_table(request.user, form.sha256, form.cleaned_data["month"])
    if table is None:
        return None
    messages.info(request, _("Berkas ini sudah pernah dibandingkan. Inilah tabelnya, dengan registri hari ini."))
    return redirect(table)


def _kept(request, form: SigaForm):
    """Keep the table and go to it; None where the form has to say why not."""
    placed = place_rows(form.siga_file, form.cleaned_data["month"], request.user.territory_codes)
    try:
        with saving(request, "siga_add") as save:
            name = form.cleaned_data["file"].name
            save.record = keep_table(by=request.user, placed=placed, file_name=name, sha256=form.sha256)
        return save.redirect()
    except ValidationError as error:
        form.add_error("file", error)
        return None
    except IntegrityError:
        # Someone kept the same file in the moment between the look and the save: the fingerprint is unique.
        if answer := _kept_before(request, form):
            return answer
        raise


def _file(request, page: SigaPage) -> HttpResponse:
    """What the page shows as CSV, for those who may take figures away; noted in the access log."""
    if not request.user.allows(Permission.EXPORT):
        raise PermissionDenied
    detail = _("Tabel SIGA %(month)s dan registri, %(region)s, CSV, %(count)d baris") % {
        "month": month_key(page.table.month),
        "region": page.region.pk,
        "count": len(page.villages),
    }
    log_access(request.user, AccessKind.EXPORTED, region_code=page.region.pk, detail=detail)
    response = HttpResponse(as_csv(page), content_type="text/csv; charset=utf-8")
    name = f"siga-{page.region.pk}-{month_key(page.table.month)}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
