"""One save, one receipt: a form's token is spent once, and a repeat gets the first answer (FE04, NX12).

A view that makes a record:

    @require(Permission.GROUP_EDIT)
    @answers_once                                   # a repeat is redirected to the first answer before anything is read
    def group_register(request):
        form = GroupForm(request.POST or None)      # its template has {% include "components/token.html" %}
        if request.method == "POST" and form.is_valid():
            try:
                with saving(request, "group_register") as save:
                    save.record = register_group(by=request.user, **form.cleaned_data)
                return save.redirect()              # to the record's page, with the receipt as a message
            except ValidationError as error:
                form.add_error(None, error)
        return render(request, "groups/group_register.html", {"form": form, "token": token_for(request)})

`save.record` needs `get_absolute_url()`; or set `save.url` and `save.region_code` instead. Where nothing had to be
written, set `save.wrote_nothing`: there is no receipt then, because a receipt means a save. The block is one
transaction: what it raises undoes everything, and the token can be used again.
"""

import hashlib
import secrets
import uuid
from contextlib import contextmanager
from functools import wraps

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.models import Receipt
from accounts.proposals import NeedsReview, propose
from accounts.regions_of import region_code_of

TOKEN_FIELD = "token"
# Of signs that look alike in handwriting at most one: no 0 and O, no 1, I and L, no 5 and S, no B (8), Z (2), U (V).
ALPHABET = "2346789ACDEFGHJKMNPQRTVWXY"
CODE_LENGTH = 7


class AlreadySaved(Exception):
    """This form was saved before; `receipt` is the first answer."""

    def __init__(self, receipt: Receipt):
        super().__init__(receipt.code)
        self.receipt = receipt


class Saving:
    """What the block of `saving` fills: the record made, or the address and region of what was done."""

    def __init__(self, request):
        self.request = request
        self.record = None
        self.url = ""
        self.region_code = ""
        self.wrote_nothing = False
        self.action = ""
        self.receipt: Receipt | None = None

    def propose(self, asked: NeedsReview) -> None:
        """Keep a proposal instead of a change that a second person has to approve (DM12)."""
        self.record, self.action = propose(by=self.request.user, **asked.proposal), "proposal"
        self.url, self.region_code = self.record.get_absolute_url(), self.record.region_code

    def redirect(self) -> HttpResponseRedirect:
        """To the page of what was saved, which shows the receipt, or says that nothing had to be saved."""
        if self.receipt is None:
            messages.info(self.request, _("Tidak ada perubahan. Semua isian sama dengan yang sudah tersimpan."))
        else:
            messages.success(self.request, self.receipt.display, extra_tags="receipt")
        return HttpResponseRedirect(self.url or "/")


def form_token() -> uuid.UUID:
    """A fresh token for the hidden field `token` of a form."""
    return uuid.uuid4()


def token_for(request) -> uuid.UUID:
    """The token to show in the form: the one that came back with errors, else a fresh one."""
    return _posted_token(request) or form_token()


@contextmanager
def saving(request, action: str):
    """One transaction that saves once per form: raises AlreadySaved for a token that was spent (see above)."""
    token = token_for(request)
    save = Saving(request)
    with transaction.atomic():
        _claim(token, request.user)
        try:
            yield save
        except NeedsReview as asked:
            save.propose(asked)
        if save.record is not None:
            save.url = save.url or save.record.get_absolute_url()
            save.region_code = save.region_code or region_code_of(save.record)
        if not save.wrote_nothing:
            save.receipt = _write(token, request.user, save.action or action, save.url, save.region_code)


def spend(*, token: uuid.UUID, user, action: str, url: str = "", region_code: str = "") -> Receipt:
    """Spend a token and write its receipt, inside the caller's transaction. Raises AlreadySaved."""
    _claim(token, user)
    return _write(token, user, action, url, region_code)


def answers_once(view):
    """A repeated post gets the first answer, whether it comes later or at the same time."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            if request.method == "POST":
                _refuse_spent(_posted_token(request), request.user)
            return view(request, *args, **kwargs)
        except AlreadySaved as repeat:
            messages.info(request, _("Isian ini sudah tersimpan sebelumnya. Tidak ada yang tersimpan dua kali."))
            messages.success(request, repeat.receipt.display, extra_tags="receipt")
            return HttpResponseRedirect(repeat.receipt.url or "/")

    return answered


def clean_receipt_code(text: str) -> str:
    """The bare code from what a person copied out of a book: `k7m 4qx2` becomes `K7M4QX2`."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def new_code() -> str:
    """A random code; 26**7 of them, so a miswritten one seldom is another's."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def _posted_token(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(TOKEN_FIELD, ""))
    except ValueError:
        return None


def _claim(token: uuid.UUID, user) -> None:
    """Let nobody else save with this token until the transaction ends; raise AlreadySaved if someone has."""
    _hold(token)
    _refuse_spent(token, user)


def _hold(token: uuid.UUID) -> None:
    """PostgreSQL waits here for a twin post; on SQLite the transaction itself is already the only writer."""
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.blake2b(token.bytes, digest_size=8).digest(), "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _refuse_spent(token: uuid.UUID | None, user) -> None:
    spent = Receipt.objects.filter(token=token).first() if token else None
    if spent is None:
        return
    if spent.user_id != user.pk:
        raise SuspiciousOperation("A form token of another user")
    raise AlreadySaved(spent)


def _write(token: uuid.UUID, user, action: str, url: str, region_code: str) -> Receipt:
    code = new_code()
    while Receipt.objects.filter(code=code).exists():
        code = new_code()
    return Receipt.objects.create(code=code, token=token, user=user, action=action, url=url, region_code=region_code)
