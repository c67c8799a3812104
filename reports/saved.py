"""What an officer saved, in the words of the pages: a code alone recalls nothing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the beginning of a receipt's action, the first that fits.
SAVED = (
    ("group_register", _("Pendaftaran kelompok")),
    ("group_business", _("Usaha dan produk")),
    ("group_decree", _("SK pengukuhan")),
    ("group_status", _("Status")),
    ("group_stage", _("Tahapan")),
    ("group_", _("Data kelompok")),
    ("capital_", _("Modal")),
    ("product_", _("Usaha dan produk")),
    ("licence_", _("Usaha dan produk")),
    ("channel_", _("Usaha dan produk")),
    ("member", _("Keanggotaan")),
    ("meeting_", _("Pertemuan kelompok")),
    ("visit_capital", _("Modal")),
    ("report_", _("Laporan bulanan")),
    ("card_", _("Kartu tahunan K/0")),
    ("review_", _("Tinjauan")),
    ("handover_", _("Serah terima")),
    ("kb_", _("Status KB")),
    ("welfare_", _("Tahapan keluarga sejahtera")),
    ("person_", _("Identitas")),
    ("savings_", _("Simpanan")),
    ("loan_", _("Pinjaman")),
    ("board_", _("Kepengurusan AKU")),
    ("event_", _("Kegiatan AKU")),
    ("document_", _("Dokumen AKU")),
    ("siga_", _("Tabel SIGA")),
    ("proposal", _("Usulan perubahan")),
    ("graduation_", _("Keputusan naik kelas")),
    ("import_", _("Impor berkas")),
    ("schedule_", _("Rekap terjadwal")),
)


def saved_words(action: str) -> str | Promise:
    """Say what this action saves; empty for one that is not known here."""
    return next((words for start, words in SAVED if action.startswith(start)), "")
