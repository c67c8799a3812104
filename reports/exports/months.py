"""The month's lists as files: registers, cards, the queue of review and hand-overs (IE07)."""

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from activities.asked import cards_asked, hand_overs_asked, queue_asked, registers_asked
from activities.card_listing import with_cards
from activities.listing import BADGES, month_rows
from activities.models import SubmissionStatus
from activities.queues import queue_rows
from groups.listing import place_of
from regions.clock import local_today
from reports.exports.sheet import ListSheet, RegionNames, SheetColumn
from reports.table import Kind

# How lists begin whose rows are groups.
_GROUP = (
    SheetColumn("kode_kelompok", width=18, is_fixed=True),
    SheetColumn("nama_kelompok", width=30),
    SheetColumn("provinsi", width=22),
    SheetColumn("kabupaten_kota", width=26),
    SheetColumn("kecamatan", width=20),
    SheetColumn("desa_kelurahan", width=20),
)


class _OfGroups(ListSheet):
    """A list in which each row stands for a group."""

    def make_columns(self) -> list[SheetColumn]:
        """The group and its place, then the list's own columns."""
        self.names = RegionNames()
        return [*_GROUP, *self.own_columns()]

    def own_columns(self) -> list[SheetColumn]:
        """The columns after the group's."""
        raise NotImplementedError

    def facts(self, groups) -> dict:
        """Number, name and place of each group, by its key."""
        places = self.names.read(group.village_id for group in groups)
        return {group.pk: (group.number, group.name, *places[group.village_id]) for group in groups}


class RegisterSheet(_OfGroups):
    """The groups that exist in a month with their registers."""

    slug = "register"
    permission = Permission.ACTIVITY_VIEW
    view_name = "report_list"
    title = gettext_lazy("Register R/I")
    noun = gettext_lazy("kelompok")
    sheet_name = "Register"

    def read(self):
        """As the list of the month reads its address."""
        return registers_asked(self.user, self.asked)

    def own_columns(self) -> list[SheetColumn]:
        """As on the page."""
        return [
            SheetColumn("bulan", width=16),
            SheetColumn("keadaan", width=16),
            SheetColumn("waktu", width=12),
            SheetColumn("tanggal_kunjungan", Kind.DATE),
            SheetColumn("tanggal_dikirim", Kind.DATE),
            SheetColumn("pertemuan", Kind.INTEGER, 11),
        ]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each group with what its register says."""
        groups, found = self.facts(batch), self.found
        month = date_format(found.month, "F Y")
        for row in month_rows(batch, found.month, found.place):
            group = row.group
            late = _("Terlambat") if group.is_late else ""
            held = row.meetings if group.register_pk else None
            state = str(BADGES[group.register_status or ""][2])
            yield (*groups[group.pk], month, state, late, group.visited_on, group.submitted_on, held)

    def rows(self):
        """With the village, whose name the rows of the page carry."""
        return self.found.rows.select_related("village")


class CardSheet(_OfGroups):
    """The groups that owe a card in a year."""

    slug = "kartu"
    permission = Permission.ACTIVITY_VIEW
    view_name = "card_list"
    title = gettext_lazy("Kartu K/0")
    noun = gettext_lazy("kelompok")
    sheet_name = "Kartu"

    def read(self):
        """As the list of cards reads its address."""
        return cards_asked(self.user, self.asked)

    def own_columns(self) -> list[SheetColumn]:
        """As on the page."""
        return [
            SheetColumn("tahun", Kind.INTEGER, 8),
            SheetColumn("keadaan", width=18),
            SheetColumn("waktu", width=14),
            SheetColumn("tanggal_kunjungan", Kind.DATE),
            SheetColumn("tanggal_dikirim", Kind.DATE),
        ]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each group with its card, or without one."""
        groups, year = self.facts(batch), self.found.form.cleaned_data["tahun"]
        for group, card in with_cards(batch, year):
            waits = card is None or card.status == SubmissionStatus.DRAFT
            state = _("Belum diserahkan") if waits else card.get_status_display()
            handed_in = not waits and card.status != SubmissionStatus.RETURNED
            timely = (_("Terlambat") if card.is_late else _("Tepat waktu")) if handed_in else ""
            days = (card.visited_on, card.submitted_on) if card else (None, None)
            yield (*groups[group.pk], year, str(state), timely, *days)


class ReviewSheet(_OfGroups):
    """What waits for review, or was decided on."""

    slug = "tinjauan"
    permission = Permission.ACTIVITY_REVIEW
    view_name = "review_list"
    title = gettext_lazy("Tinjauan")
    noun = gettext_lazy("laporan")
    sheet_name = "Tinjauan"

    def read(self):
        """As the queue reads its address; a region outside is not found there either."""
        found = queue_asked(self.user, self.asked)
        place_of(self.user, found.queue.region)
        return found

    def own_columns(self) -> list[SheetColumn]:
        """As on the page."""
        return [
            SheetColumn("masa", width=16),
            SheetColumn("tanggal_kunjungan", Kind.DATE),
            SheetColumn("tanggal_dikirim", Kind.DATE),
            SheetColumn("waktu", width=12),
            SheetColumn("hadir", Kind.INTEGER, 8),
            SheetColumn("pertemuan", Kind.INTEGER, 11),
            SheetColumn("petugas", width=24),
            SheetColumn("menunggu_hari", Kind.INTEGER, 15),
            SheetColumn("keputusan", width=16),
            SheetColumn("tanggal_keputusan", Kind.DATE, 18),
            SheetColumn("oleh", width=24),
            SheetColumn("catatan", width=40),
        ]

    def rows(self):
        """With the group and who sent it."""
        return self.found.rows.select_related("group", "submitted_by")

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each report with who came and the last decision on it."""
        groups = self.facts([one.group for one in batch])
        for row in queue_rows(batch, user=self.user, today=local_today(self.user)):
            yield (*groups[row.submission.group_id], *self._report(row), *self._decision(row))

    def _report(self, row) -> tuple:
        one, is_card = row.submission, self.found.queue.is_card
        period = str(one.year) if is_card else date_format(one.month, "F Y")
        came = (None, None) if is_card else (row.present, row.meetings)
        late = _("Terlambat") if one.is_late else ""
        return (period, one.visited_on, one.submitted_on, late, *came, str(one.submitted_by or ""))

    def _decision(self, row) -> tuple:
        waits = row.submission.status == SubmissionStatus.SUBMITTED
        if waits or row.decision is None:
            return (row.days if waits else None, "", None, "", "")
        made = row.decision
        return (None, str(made.get_kind_display()), made.at.date(), str(made.by or ""), made.note)


class HandOverSheet(ListSheet):
    """Hand-overs between officers."""

    slug = "serah-terima"
    permission = Permission.HAND_OVER
    view_name = "handover_list"
    title = gettext_lazy("Serah terima wilayah")
    noun = gettext_lazy("serah terima")
    sheet_name = "Serah terima"

    def read(self):
        """As the list of hand-overs."""
        return hand_overs_asked(self.user)

    def make_columns(self) -> list[SheetColumn]:
        """As on the page, the regions in full."""
        return [
            SheetColumn("berlaku_sejak", Kind.DATE),
            SheetColumn("keadaan", width=14),
            SheetColumn("dari", width=26),
            SheetColumn("kepada", width=26),
            SheetColumn("wilayah", width=50),
        ]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each hand-over."""
        for row in batch:
            regions = ", ".join(region.name for region in row.regions.all())
            yield (row.on, str(row.state.label), str(row.officer or ""), str(row.successor), regions)
