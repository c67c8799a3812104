"""A row of the sheet Anggota. Pure; a million of them are read one after the other, so nothing is looked up twice."""

from operator import itemgetter

from django.utils.translation import gettext as _

from imports.register.cells import MASK, Refused, cleaned
from imports.register.family import Kb, read_kb, read_welfare
from imports.register.issues import error
from imports.register.layout import SheetLayout
from imports.register.row_reading import RowReader
from imports.register.rows import ParseContext, ParsedRow, SheetKind
from imports.register.values import read_date, read_name, read_phone
from imports.register.wordlists import read_nik_missing, read_role, read_sex
from members.drafts import MemberDraft
from members.models import MembershipRole
from members.nik import NikError, clean_nik, cross_check, mask_nik
from members.nik_vault import NikKeys, index_of, seal

# Sex, role, KB status and method, welfare stage, and why no KB is used.
Choices = tuple[str, str, str, str, str, str]
_MOST_CHOICES = 20_000
_NAME_LENGTH, _ADDRESS_LENGTH, _REASON_LENGTH = 120, 200, 300


class _Anywhere:
    """The districts where none were given: every one may be."""

    def __contains__(self, code: object) -> bool:
        return True


class MemberRows:
    """Reads the rows of one sheet of members."""

    def __init__(self, layout: SheetLayout, context: ParseContext):
        self.reader = RowReader(layout)
        self.context = context
        self.keys = NikKeys.from_settings()
        self.districts = context.district_codes or _Anywhere()
        at = self.reader.columns.at
        self.own = itemgetter(
            *map(at, ("nik", "alasan_tanpa_nik", "nama", "tanggal_lahir", "tanggal_masuk", "tanggal_keluar", "no_hp"))
        )
        self.choices = itemgetter(*map(at, ("jenis_kelamin", "jabatan", "status_kb", "metode_kb", "tahapan_ks")))
        self._read_choices: dict[tuple[str, ...], Choices] = {}
        self.rest = [
            (name, field, most)
            for name, field, most in (
                ("alamat", "address", _ADDRESS_LENGTH),
                ("alasan_nik_berbeda", "nik_warning_reason", _REASON_LENGTH),
                ("alasan_dua_kelompok", "second_group_reason", _REASON_LENGTH),
            )
            if self.reader.columns.has(name)
        ]

    def row(self, number: int, cells: list[str]) -> ParsedRow:
        """One row: its group, what it tells of the person, and what is wrong with it."""
        reader, today = self.reader, self.context.today
        cells = reader.columns.padded(cells)
        issues = reader.begin()
        group = reader.group(cells)
        if not group.number and not group.source_id:
            reader.require_reference(group)
        nik, no_nik, name, birth, start, end, phone = self.own(cells)
        sex, role, status, method, welfare, reason = self._choices(self.choices(cells))
        draft = MemberDraft(
            name=self._name(name),
            sex=sex,
            birth_on=reader.value("tanggal_lahir", birth, read_date, None, today),
            role=role,
            kb_status=status,
            kb_method=method,
            welfare_stage=welfare,
            started_on=reader.value("tanggal_masuk", start, read_date, None, today),
            ended_on=reader.value("tanggal_keluar", end, read_date, None, today) if end else None,
            phone=self._phone(phone) if phone else "",
            non_use_reason=reason,
        )
        for column, field, most in self.rest:
            setattr(draft, field, reader.words(column, cells, most))
        self._put_nik(draft, nik, no_nik)
        return ParsedRow(number, SheetKind.MEMBERS, group, draft, issues)

    def _choices(self, raw: tuple[str, ...]) -> Choices:
        """What the columns with few different texts hold. Combinations without a problem are read once."""
        known = self._read_choices.get(raw)
        if known is None:
            before = len(self.reader.issues)
            sex, role, status, method, welfare = raw
            kb = self._kb(status, method)
            stage = self.reader.value("tahapan_ks", welfare, read_welfare, "")
            known = (self._sex(sex), self._role(role), kb.status, kb.method, stage, kb.reason)
            if len(self.reader.issues) == before and len(self._read_choices) < _MOST_CHOICES:
                self._read_choices[raw] = known
        return known

    def _name(self, raw: str) -> str:
        try:
            return read_name(raw, _NAME_LENGTH)
        except Refused as refused:
            self.reader.refuse("nama", refused, raw)
            return ""

    def _sex(self, raw: str) -> str:
        try:
            found = read_sex(raw)
        except Refused as refused:
            self.reader.refuse("jenis_kelamin", refused, raw)
            return ""
        if not found:
            message = _("Jenis kelamin belum diisi. Tulis P untuk perempuan atau L untuk laki-laki.")
            self.reader.refuse("jenis_kelamin", Refused("sex", message), raw)
        return found

    def _role(self, raw: str) -> str:
        found, is_kept = self.reader.value("jabatan", raw, read_role, ("", True))
        if not is_kept:
            message = _("Registri mencatat satu jabatan dari daftarnya. Orang ini dicatat sebagai %(role)s.")
            self.reader.warn("jabatan", "role", raw, message % {"role": MembershipRole(found).label.lower()})
        return found

    def _phone(self, raw: str) -> str:
        number, is_only = self.reader.value("no_hp", raw, read_phone, ("", True))
        if not is_only:
            self.reader.warn("no_hp", "phone", raw, _("Sel ini berisi lebih dari satu nomor. Yang pertama dicatat."))
        return number

    def _kb(self, status: str, method: str) -> Kb:
        try:
            found = read_kb(status, method)
        except Refused as refused:
            name = "status_kb" if refused.code == "kb_status" or not method else "metode_kb"
            self.reader.refuse(name, refused, status if name == "status_kb" else method)
            return Kb()
        if found.is_dropped:
            message = _("Metode hanya dicatat untuk peserta KB baru, aktif, atau lestari.")
            self.reader.warn("metode_kb", "kb_method", method or status, message)
        return found

    def _put_nik(self, draft: MemberDraft, raw: str, reason: str) -> None:
        """The NIK, clean and indexed; or why there is none."""
        typed = raw
        if not (raw.isascii() and raw.isdigit()):
            typed = cleaned(raw)
            if MASK in typed:
                draft.nik_masked = True
                return
            if not any(sign.isdigit() for sign in typed):
                self._put_missing(draft, typed, reason)
                return
        try:
            draft.nik = clean_nik(typed)
        except NikError as wrong:
            self._refuse_nik(wrong, typed)
            return
        draft.nik_index = index_of(draft.nik, self.keys)
        if self.context.seal:
            draft.nik_sealed = seal(draft.nik, self.keys)
        warnings = cross_check(draft.nik, draft.birth_on, draft.sex, self.districts)
        if warnings:
            draft.warnings = tuple((f"nik_{one.code}", one.message) for one in warnings)
            for code, message in draft.warnings:
                self.reader.warn("nik", code, mask_nik(draft.nik), message)

    def _put_missing(self, draft: MemberDraft, typed: str, reason: str) -> None:
        """Words where a NIK should stand are a reason, if they are one."""
        name, told = ("alasan_tanpa_nik", reason) if cleaned(reason) else ("nik", typed)
        try:
            draft.nik_missing_reason = read_nik_missing(told)
        except Refused as refused:
            if name == "nik":
                self._refuse_nik(NikError("characters", _("NIK hanya berisi angka. Salin dari KTP atau KK.")), typed)
            else:
                self.reader.refuse(name, refused, told)

    def _refuse_nik(self, wrong: NikError, typed: str) -> None:
        self.reader.issues.append(error(wrong.code, self.reader.columns.header("nik"), mask_nik(typed), wrong.message))
