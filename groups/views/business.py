"""Products, licences and online channels of a group, one small page each (UP04)."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from groups.actions import (
    add_channel,
    add_licence,
    add_product,
    change_licence,
    change_product,
    remove_channel,
    remove_licence,
)
from groups.forms.business import ChannelForm, LicenceForm, ProductForm, RemovalForm
from groups.forms.errors import take_errors
from groups.views.found import group_or_404


@require(Permission.GROUP_EDIT)
@answers_once
def product_add(request, number):
    """Something the group makes."""
    group = group_or_404(request.user, number)
    form = ProductForm(request.POST or None, group=group)
    return _page(
        request, group, form, "product_add", lambda: add_product(by=request.user, group=group, **form.entries())
    )


@require(Permission.GROUP_EDIT)
@answers_once
def product_edit(request, number, pk):
    """Another name or sector, or the day from which it is no longer made."""
    group = group_or_404(request.user, number)
    product = get_object_or_404(group.products, pk=pk)
    form = ProductForm(request.POST or None, instance=product, group=group)
    return _page(
        request, group, form, "product_edit", lambda: change_product(by=request.user, product=product, **form.entries())
    )


@require(Permission.GROUP_EDIT)
@answers_once
def licence_add(request, number):
    """A licence the group holds."""
    group = group_or_404(request.user, number)
    form = LicenceForm(request.POST or None, group=group)
    return _page(
        request, group, form, "licence_add", lambda: add_licence(by=request.user, group=group, **form.entries())
    )


@require(Permission.GROUP_EDIT)
@answers_once
def licence_edit(request, number, pk):
    """Another number or other dates."""
    group = group_or_404(request.user, number)
    licence = get_object_or_404(group.licences, pk=pk)
    form = LicenceForm(request.POST or None, instance=licence, group=group)
    remove_url = reverse("licence_remove", args=[number, pk])
    return _page(
        request,
        group,
        form,
        "licence_edit",
        lambda: change_licence(by=request.user, licence=licence, **form.entries()),
        {"remove_url": remove_url},
    )


@require(Permission.GROUP_EDIT)
@answers_once
def licence_remove(request, number, pk):
    """A licence entered by mistake goes, with a reason."""
    group = group_or_404(request.user, number)
    licence = get_object_or_404(group.licences.select_related("kind"), pk=pk)
    form = RemovalForm(request.POST or None)
    return _page(
        request,
        group,
        form,
        "licence_remove",
        lambda: remove_licence(by=request.user, licence=licence, reason=form.cleaned_data["reason"]),
        {"removed": str(licence)},
    )


@require(Permission.GROUP_EDIT)
@answers_once
def channel_add(request, number):
    """An online shop or account."""
    group = group_or_404(request.user, number)
    form = ChannelForm(request.POST or None, group=group)
    return _page(
        request, group, form, "channel_add", lambda: add_channel(by=request.user, group=group, **form.entries())
    )


@require(Permission.GROUP_EDIT)
@answers_once
def channel_remove(request, number, pk):
    """A channel no longer used goes, with a reason."""
    group = group_or_404(request.user, number)
    channel = get_object_or_404(group.channels, pk=pk)
    form = RemovalForm(request.POST or None)
    return _page(
        request,
        group,
        form,
        "channel_remove",
        lambda: remove_channel(by=request.user, channel=channel, reason=form.cleaned_data["reason"]),
        {"removed": str(channel)},
    )


TITLES = {
    "product_add": _("Tambah produk"),
    "product_edit": _("Ubah produk"),
    "licence_add": _("Tambah izin usaha"),
    "licence_edit": _("Ubah izin usaha"),
    "licence_remove": _("Hapus izin usaha"),
    "channel_add": _("Tambah saluran daring"),
    "channel_remove": _("Hapus saluran daring"),
}
# Their actions return nothing where nothing had to be written.
CHANGES = ("product_edit", "licence_edit")


def _page(request, group, form, name, store, extra=None):
    """Show one small form, save it once, and go back to the business step."""
    back = reverse("group_business", args=[group.number])
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, name) as save:
                save.wrote_nothing = store() is None and name in CHANGES
                save.url, save.region_code = back, group.region_code
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"group": group, "form": form, "token": token_for(request), "title": TITLES[name], "back_url": back}
    return render(request, f"groups/{name}.html", context | (extra or {}))
