"""Register files: the history, sending one, and one file with what the check found in it (IE01-IE06, IE11)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from accounts.uploads import takes_file
from imports.actions.register import KEPT_FOR, receive_file
from imports.forms import ColumnsForm, IssueFilterForm, PlacesForm, RegisterFileForm
from imports.forms.register import MOST_BYTES
from imports.models import BatchState, ImportBatch
from imports.reading import FileRefused
from imports.register.columns import KIND_WORDS, label_of, need_of
from imports.register.layout import FIELDS
from imports.register.page import BatchPage, advice_on, tone_of_level
from imports.register.rule_names import rule_name
from regions.keyset import keyset_page

ISSUES_ON_PAGE = 200


@require_safe
@require(Permission.IMPORT)
def import_list(request):
    """Every file the user has sent, newest first; everybody's for the national administrator."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("by", "job")
    page = keyset_page(batches, request, ("-pk",), noun=_("berkas"))
    rows = [BatchPage(batch) for batch in page.rows]
    return render(request, "imports/register/import_list.html", {"page": page, "rows": rows})


@require(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@answers_once
@takes_file(MOST_BYTES)
def import_add(request):
    """Send a file. What is no table at all is refused at once; the rest is checked in the background."""
    is_post = request.method == "POST"
    form = RegisterFileForm(request.POST if is_post else None, request.FILES if is_post else None)
    if is_post and form.is_valid():
        answer = _received(request, form)
        if answer:
            return answer
    context = {"form": form, "token": token_for(request), "kinds": _columns_by_kind()}
    return render(request, "imports/register/import_add.html", context)


@require(Permission.IMPORT)
@require_safe
@vary_on_headers("HX-Request")
@never_cache
def import_detail(request, pk):
    """One file, as far as it has come; while the worker has it, the page asks again by itself."""
    batch = batch_of(request, pk)
    if request.htmx and not request.htmx.history_restore_request:
        page = BatchPage(batch)
        if not page.is_working:
            return HttpResponseClientRefresh()
        context = {"batch": batch, "page": page, "is_own": batch.by_id == request.user.pk}
        return render(request, "imports/register/_progress.html", context)
    return show_batch(request, batch)


def batch_of(request, pk: int) -> ImportBatch:
    """A file the user may see, with its job; any other is not found."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("by", "undone_by", "job__pulse")
    return get_object_or_404(batches, pk=pk)


def show_batch(
    request, batch: ImportBatch, *, columns: ColumnsForm | None = None, places: PlacesForm | None = None
) -> HttpResponse:
    """The page of a file; a form that came back with errors is shown as it came."""
    page = BatchPage(batch)
    context = {"batch": batch, "page": page, "advice": advice_on(batch.refusal), "earlier": _stored_before(batch)}
    # What a file brings in stands in its sender's name: nobody else decides on it.
    context["is_own"] = batch.by_id == request.user.pk
    if not page.is_working:
        context |= _open_parts(request, page, columns, places)
    return render(request, "imports/register/import_detail.html", context)


def _received(request, form: RegisterFileForm) -> HttpResponse | None:
    """Keep the file and go to its page; None where the form has to say why not.

    No receipt is shown: nothing has come into the register yet.
    """
    uploaded = form.cleaned_data["file"]
    try:
        with saving(request, "import_add") as save:
            save.record = receive_file(by=request.user, file=uploaded.file, name=uploaded.name)
    except FileRefused as refusal:
        form.add_error("file", refusal.message)
        return None
    return redirect(save.url)


def _stored_before(batch: ImportBatch) -> ImportBatch | None:
    """The same content, stored earlier by the same person."""
    if batch.state in (BatchState.UNDONE, BatchState.DISCARDED):
        return None
    same = ImportBatch.objects.filter(by=batch.by, sha256=batch.sha256, state=BatchState.COMMITTED)
    return same.exclude(pk=batch.pk).order_by("-pk").first()


def _open_parts(request, page: BatchPage, columns: ColumnsForm | None, places: PlacesForm | None) -> dict:
    """What is shown of a file that nobody is working on."""
    batch, state = page.batch, page.batch.state
    parts = {"kept_until": batch.at + KEPT_FOR, "has_content": batch.parts.exists()}
    if state == BatchState.UNMAPPED:
        parts["columns"] = columns or ColumnsForm(sheets=page.mappable)
    if state == BatchState.CHECKED:
        parts["columns"] = columns or ColumnsForm(sheets=page.mappable)
        parts["places"] = places or _places_form(page)
    if state in (BatchState.CHECKED, BatchState.COMMITTED):
        parts |= _issues(request, page)
    return parts


def _places_form(page: BatchPage) -> PlacesForm | None:
    has_close = any(rule.code == "village_close" for rule in page.rules)
    asked = page.asked_places() if has_close else []
    return PlacesForm(asked=asked) if asked else None


def _issues(request, page: BatchPage) -> dict:
    codes = {rule.code for rule in page.rules}
    form = IssueFilterForm(request.GET, codes=codes, sheets=[told["name"] for told in page.batch.sheets])
    found = keyset_page(
        form.narrow(page.batch.issues.all()), request, ("level", "pk"), size=ISSUES_ON_PAGE, noun=_("masalah")
    )
    rows = [(issue, tone_of_level(issue.level), rule_name(issue.code)) for issue in found.rows]
    is_narrowed = form.is_valid() and any(form.cleaned_data.values())
    return {"form": form, "issues": found, "issue_rows": rows, "is_narrowed": is_narrowed}


def _columns_by_kind() -> list[dict]:
    """The columns of each sheet in words, for whoever has no template at hand."""
    return [
        {"name": words, "columns": [(field, label_of(field), need_of(kind, field)) for field in FIELDS[kind]]}
        for kind, words in KIND_WORDS.items()
    ]
