"""The living style guide: every component with made-up content, to look at while building. Only with DEBUG."""

from datetime import UTC, date, datetime

from django import forms
from django.contrib import messages
from django.shortcuts import render

from accounts.decorators import public

SECTORS = [("makanan", "Makanan olahan"), ("kriya", "Kriya dan anyaman"), ("jasa", "Jasa")]


class SampleForm(forms.Form):
    """One field of each kind, as officers meet them."""

    group_name = forms.CharField(
        label="Nama kelompok", help_text="Nama seperti tertulis di SK pengukuhan. Contoh: Melati Jaya."
    )
    sector = forms.ChoiceField(label="Bidang usaha", choices=[("", "Pilih bidang usaha"), *SECTORS])
    own_capital = forms.CharField(
        label="Modal sendiri",
        help_text="Uang milik kelompok, bukan pinjaman. Contoh: 25 juta.",
        widget=forms.TextInput(attrs={"data-money": True}),
    )
    founded_on = forms.DateField(
        label="Tanggal berdiri", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    phone = forms.CharField(
        label="Telepon ketua",
        required=False,
        help_text="Hanya angka. Contoh: 081234567890.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-private": True}),
    )
    stage = forms.ChoiceField(
        label="Tahapan",
        choices=[("dasar", "Dasar"), ("berkembang", "Berkembang"), ("mandiri", "Mandiri")],
        widget=forms.RadioSelect,
    )
    markets = forms.MultipleChoiceField(
        label="Jangkauan pasar",
        required=False,
        choices=[("desa", "Desa"), ("kabupaten", "Kabupaten"), ("nasional", "Nasional")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea)
    has_decree = forms.BooleanField(label="Sudah punya SK pengukuhan", required=False)


class SampleFilters(forms.Form):
    """The filters of the group list."""

    q = forms.CharField(label="Cari nama atau nomor kelompok", required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Semua"), ("active", "Aktif")])
    sector = forms.ChoiceField(label="Bidang usaha", required=False, choices=[("", "Semua"), *SECTORS])
    warning = forms.ChoiceField(label="Peringatan", required=False, choices=[("", "Semua"), ("chair", "Tanpa ketua")])


class SampleConfirmation(forms.Form):
    """The tick and reason of an unlikely value."""

    is_confirmed = forms.BooleanField(label="Ya, jumlah ini benar")
    reason = forms.CharField(label="Alasan", help_text="Contoh: menerima hibah mesin jahit dari desa.")


GROUPS = [
    ("3374011001-0001", "Melati Jaya", "Sukamaju", "active", "Aktif", 4, "Naik Kelas", 17, 128_400_000),
    ("3374011001-0002", "Anyaman Sejahtera Bersama", "Karanganyar", "active", "Aktif", 2, "Tumbuh", 12, 24_750_000),
    ("3374011002-0001", "Kenanga", "Kalisari", "inactive", "Tidak aktif", 1, "Rintisan", 6, 4_200_000),
    ("3374011003-0001", "Dahlia Mandiri", "Tegalrejo", "active", "Aktif", 3, "Berkembang", 21, 67_000_000),
    ("3374011004-0001", "Flamboyan", "Bandarharjo", "dissolved", "Bubar", None, "", 0, None),
]
COLUMNS = ("number", "name", "village", "status", "status_label", "tier", "tier_label", "members", "capital")
OBSERVATIONS = [
    (90, 184, date(2022, 3, 10), 4_000_000),
    (140, 176, date(2023, 2, 20), 11_500_000),
    (196, 150, date(2024, 2, 11), 26_000_000),
    (244, 158, date(2024, 12, 1), 22_000_000),
    (330, 96, date(2026, 1, 15), 67_000_000),
]


def _chart() -> dict:
    return {
        "width": 360,
        "height": 220,
        "title": "Modal kelompok",
        "description": "Dari Rp 4 juta pada Maret 2022 menjadi Rp 67 juta pada Januari 2026.",
        "points": [
            {"x": x, "y": y, "label": f"{on:%Y}", "amount": amount, "on": on} for x, y, on, amount in OBSERVATIONS
        ],
        "bands": [
            {"y_top": 0, "y_bottom": 40, "name_y": 14, "name": "Naik Kelas"},
            {"y_top": 40, "y_bottom": 120, "name_y": 54, "name": "Berkembang"},
            {"y_top": 120, "y_bottom": 164, "name_y": 134, "name": "Tumbuh"},
            {"y_top": 164, "y_bottom": 200, "name_y": 178, "name": "Rintisan"},
        ],
        "ticks": [
            {"y": 40, "label": "Rp 100 jt"},
            {"y": 120, "label": "Rp 50 jt"},
            {"y": 164, "label": "Rp 20 jt"},
            {"x": 90, "label": "2022"},
            {"x": 196, "label": "2024"},
            {"x": 330, "label": "2026"},
        ],
    }


def _samples() -> dict:
    return {
        "crumbs": [
            {"label": "Jawa Tengah", "url": "#"},
            {"label": "Kota Semarang", "url": "#"},
            {"label": "Semarang Tengah", "url": "#"},
            {"label": "Sukamaju", "url": ""},
        ],
        "form": SampleForm(),
        "refused": SampleForm({"group_name": "", "own_capital": "1.500", "sector": "jasa", "note": "Tetap ada."}),
        "confirmation": SampleConfirmation(),
        "filters": SampleFilters({"q": "melati", "status": "active"}),
        "chips": [{"label": "Status: Aktif", "remove_url": "?q=melati"}, {"label": "“melati”", "remove_url": "?"}],
        "groups": [dict(zip(COLUMNS, row, strict=True)) for row in GROUPS],
        "page": {"total_text": "Lebih dari 10.000 kelompok", "next_url": "?sesudah=25", "previous_url": "?sebelum=1"},
        "figures": [
            {"label": "Kelompok aktif", "value": 1_042, "url": "#", "note": "dari 1.118 yang tercatat"},
            {"label": "Anggota", "value": 15_308, "url": "#"},
            {"label": "Peserta KB", "text": "71,4%", "url": "#", "note": "10.930 dari 15.308 anggota"},
            {"label": "Modal kelompok", "text": "Rp 24,8 M", "url": "#", "note": "per 21 November 2026"},
        ],
        "bars": [
            {"label": "Suntik", "value": 4_481, "share": 100, "url": "#"},
            {"label": "Pil", "value": 2_733, "share": 61, "url": "#"},
            {"label": "Implan", "value": 2_405, "share": 53.7, "url": "#"},
            {"label": "IUD", "value": 437, "share": 9.8, "url": "#"},
        ],
        "chart": _chart(),
        "steps": [
            {"label": "Tempat dan nama", "url": "#", "state": "done"},
            {"label": "Pengukuhan", "url": "#", "state": "done"},
            {"label": "Usaha", "url": "", "state": "current"},
            {"label": "Pengurus", "url": "", "state": "todo"},
            {"label": "Modal", "url": "", "state": "todo"},
        ],
        "tasks": [
            {"label": "Melati Jaya", "url": "#", "done": True, "note": "Register bulanan Oktober"},
            {
                "label": "Kenanga",
                "url": "#",
                "done": False,
                "note": "Belum ada ketua",
                "late": True,
                "state_text": "Terlambat 12 hari",
            },
            {"label": "Dahlia Mandiri", "url": "#", "done": False, "note": "Modal lebih lama dari setahun"},
        ],
        "warnings": [
            {"text": "Kelompok ini belum punya ketua.", "url": "#", "action": "Tetapkan ketua"},
            {"text": "Catatan modal terakhir lebih lama dari setahun.", "url": "#", "action": "Catat modal"},
        ],
        "events": [
            {"on": date(2026, 11, 2), "what": "Naik ke jenjang Berkembang", "by": "Petugas lapangan", "why": ""},
            {
                "on": date(2025, 4, 1),
                "what": "Status menjadi aktif",
                "by": "Koordinator",
                "why": "Kelompok berkumpul kembali setelah panen.",
            },
            {"on": date(1994, 6, 29), "what": "Kelompok dibentuk", "by": "", "why": ""},
        ],
        "rows": [
            {
                "label": "Nama kelompok",
                "name": "name",
                "was": "Melati",
                "theirs": "Melati Jaya",
                "yours": "Melati Indah",
                "changed": True,
            },
            {"label": "Bidang usaha", "name": "sector", "was": "Jasa", "theirs": "Jasa", "yours": "Kriya"},
        ],
        "results": [
            {"value": "1", "name": "Sukamaju", "path": "Kec. Mijen, Kota Semarang, Jawa Tengah"},
            {"value": "2", "name": "Sukamaju", "path": "Kec. Cilodong, Kota Depok, Jawa Barat"},
        ],
        "edited_at": datetime(2026, 11, 21, 2, 15, tzinfo=UTC),
    }


@public
def style_guide(request):
    """Every component on one page; only with DEBUG."""
    messages.success(request, "Kelompok disimpan.")
    messages.add_message(request, messages.SUCCESS, "K7M-4QX2", extra_tags="receipt")
    messages.warning(request, "Dua kelompok bernama Melati ada di desa ini.")
    messages.error(request, "Berkas tidak dapat dibaca.")
    return render(request, "uppks/gaya.html", _samples())
