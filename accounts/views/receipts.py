"""Finding a record by the code in the paper register (NX12)."""

from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.decorators import signed_in
from accounts.forms import ReceiptFindForm
from accounts.models import Receipt
from accounts.receipts import clean_receipt_code

NOT_FOUND = _(
    "Kode ini tidak ada di wilayah Anda. Periksa lagi: angka 0, 1, 5 dan huruf B, I, L, O, S, U, Z tidak dipakai."
)


@signed_in
def receipt_find(request):
    """Lead from a code to what was saved, inside the territory; a code from elsewhere counts as unknown."""
    form = ReceiptFindForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = clean_receipt_code(form.cleaned_data["kode"])
        known = Receipt.objects.visible_to(request.user) | Receipt.objects.filter(Q(user=request.user))
        receipt = known.filter(code=code).first()
        if receipt and receipt.url:
            return redirect(receipt.url)
        form.add_error("kode", NOT_FOUND)
    return render(request, "accounts/receipt_find.html", {"form": form})
