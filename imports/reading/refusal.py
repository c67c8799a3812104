"""Why a file is refused: one code and one sentence each, which says what to do."""

from django.utils.translation import gettext_lazy as _

from imports.reading.refused import FileRefused

__all__ = ["MESSAGES", "FileRefused"]

MESSAGES = {
    "empty": _("Berkas ini kosong. Simpan ulang tabelnya, lalu kirim lagi."),
    "zeros": _("Berkas ini rusak: isinya hanya nol. Salin atau unduh ulang dari sumbernya."),
    "too_big": _("Berkas ini lebih besar dari %(size)s MB. Kirim per wilayah yang lebih kecil."),
    "image": _("Berkas ini gambar atau dokumen, bukan tabel. Kirim tabelnya sebagai .xlsx atau .csv."),
    "web_page": _("Berkas ini halaman web. Buka di Excel, simpan sebagai .xlsx, lalu kirim lagi."),
    "old_excel": _("Berkas ini Excel lama (.xls). Buka di Excel, simpan sebagai .xlsx, lalu kirim lagi."),
    "password": _("Berkas ini dikunci kata sandi. Simpan tanpa kata sandi, lalu kirim lagi."),
    "other_zip": _("Berkas ini bukan buku kerja Excel (.xlsx). Simpan sebagai .xlsx atau .csv, lalu kirim lagi."),
    "binary": _("Berkas ini tidak berisi teks. Kirim tabelnya sebagai .xlsx atau .csv."),
    "encoding": _("Tulisan berkas ini tidak terbaca. Simpan sebagai CSV UTF-8, lalu kirim lagi."),
    "delimiter": _("Kolom berkas ini tidak terpisah. Simpan sebagai CSV dengan titik koma, koma, atau tab."),
    "broken_quotes": _("Tanda kutip di baris %(row)s tidak ditutup. Perbaiki baris itu, lalu kirim lagi."),
    "damaged": _("Berkas ini rusak atau terpotong. Simpan atau unduh ulang, lalu kirim lagi."),
    "zip_bomb": _("Isi berkas ini jauh lebih besar dari berkasnya, sehingga tidak dibuka. Simpan ulang di Excel."),
    "far_cell": _("Ada isi di sel %(cell)s, jauh dari isi lainnya. Hapus isi sel itu, lalu kirim lagi."),
    "too_many_sheets": _("Berkas ini berisi lebih dari %(sheets)s lembar. Kirim lembar yang perlu saja."),
    "too_many_rows": _("Berkas ini berisi lebih dari %(rows)s baris. Kirim per wilayah yang lebih kecil."),
    "too_many_columns": _("Baris %(row)s berisi lebih dari %(columns)s kolom. Periksa pemisah kolomnya."),
    "too_heavy": _("Berkas ini terlalu berat untuk dibuka. Kirim per wilayah yang lebih kecil."),
    "gone": _("Isi berkas ini sudah dihapus. Kirim lagi berkasnya."),
    "no_header": _("Tidak ada baris judul kolom yang dikenal. Pakai templat, atau tulis nama kolomnya."),
    "no_rows": _("Tidak ada baris isian di bawah judul kolom. Periksa lembar yang dikirim."),
    "too_slow": _("Berkas ini tidak selesai dibaca dalam %(seconds)s detik. Kirim per wilayah yang lebih kecil."),
}
