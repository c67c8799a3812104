"""The reference rows a registry starts with: stages, sectors, licences, countries and the first capital bands.

Safe to load again: what is there is left as it is, also where the administrator has changed it.
"""

from datetime import date

from django.apps import apps
from django.db import transaction

STAGES = (("dasar", "Dasar", 1), ("berkembang", "Berkembang", 2), ("mandiri", "Mandiri", 3))
SECTORS = (
    ("makanan-olahan", "Makanan olahan"),
    ("kue-roti", "Kue dan roti"),
    ("keripik-camilan", "Keripik dan camilan"),
    ("minuman-jamu", "Minuman dan jamu"),
    ("katering-warung", "Katering dan warung makan"),
    ("kerajinan", "Kerajinan tangan"),
    ("anyaman", "Anyaman"),
    ("batik-tenun", "Batik dan tenun"),
    ("jahit-konveksi", "Jahit dan konveksi"),
    ("pertanian", "Pertanian dan kebun"),
    ("tanaman-hias", "Tanaman hias dan bibit"),
    ("peternakan", "Peternakan"),
    ("perikanan", "Perikanan dan hasil laut"),
    ("perdagangan", "Perdagangan dan toko"),
    ("jasa-rias", "Salon dan tata rias"),
    ("daur-ulang", "Daur ulang"),
    ("simpan-pinjam", "Simpan pinjam"),
    ("jasa-lain", "Jasa lain"),
)
LICENCE_KINDS = (
    ("nib", "NIB"),
    ("pirt", "PIRT"),
    ("halal", "Sertifikat halal"),
    ("bpom", "Izin edar BPOM"),
    ("merek", "Merek terdaftar"),
)
# ISO 3166-1. The countries that Indonesian small businesses ship to; the administrator adds others.
COUNTRIES = (
    "AE Uni Emirat Arab|AT Austria|AU Australia|BD Bangladesh|BE Belgia|BH Bahrain|BN Brunei Darussalam|BR Brasil"
    "|CA Kanada|CH Swiss|CL Cile|CN Tiongkok|CZ Ceko|DE Jerman|DK Denmark|DZ Aljazair|EG Mesir|ES Spanyol|FI Finlandia"
    "|FJ Fiji|FR Prancis|GB Inggris Raya|GR Yunani|HK Hong Kong|HU Hungaria|IE Irlandia|IN India|IQ Irak|IR Iran"
    "|IT Italia|JO Yordania|JP Jepang|KE Kenya|KH Kamboja|KR Korea Selatan|KW Kuwait|LA Laos|LB Lebanon|LK Sri Lanka"
    "|LY Libia|MA Maroko|MM Myanmar|MO Makau|MV Maladewa|MX Meksiko|MY Malaysia|NG Nigeria|NL Belanda|NO Norwegia"
    "|NZ Selandia Baru|OM Oman|PG Papua Nugini|PH Filipina|PK Pakistan|PL Polandia|PT Portugal|QA Qatar|RU Rusia"
    "|SA Arab Saudi|SB Kepulauan Solomon|SE Swedia|SG Singapura|SR Suriname|TH Thailand|TL Timor-Leste|TN Tunisia"
    "|TR Turki|TW Taiwan|US Amerika Serikat|VN Vietnam|VU Vanuatu|YE Yaman|ZA Afrika Selatan"
)
FIRST_SCHEDULE_FROM = date(1994, 1, 1)
FIRST_TIERS = (
    ("rintisan", "Rintisan", 0),
    ("tumbuh", "Tumbuh", 20_000_000),
    ("berkembang", "Berkembang", 50_000_000),
    ("naik-kelas", "Naik Kelas", 100_000_000),
)


@transaction.atomic
def load_reference(get_model=apps.get_model) -> None:
    """Add what is missing of the reference rows; a migration gives its own `get_model`."""
    for code, name, rank in STAGES:
        get_model("groups", "GroupStage").objects.get_or_create(code=code, defaults={"name": name, "rank": rank})
    for model, rows in (("Sector", SECTORS), ("LicenceKind", LICENCE_KINDS)):
        for code, name in rows:
            get_model("groups", model).objects.get_or_create(code=code, defaults={"name": name})
    _load_countries(get_model("groups", "Country"))
    _load_first_bands(get_model("groups", "TierSchedule"), get_model("groups", "CapitalTier"))


def _load_countries(country) -> None:
    rows = [entry.split(" ", 1) for entry in COUNTRIES.split("|")]
    country.objects.bulk_create([country(code=code, name=name) for code, name in rows], ignore_conflicts=True)


def _load_first_bands(schedule, tier) -> None:
    """Only 20 and 100 million are given by the sources; 50 million splits what lies between."""
    first, made = schedule.objects.get_or_create(
        valid_from=FIRST_SCHEDULE_FROM, defaults={"is_published": True, "note": "Susunan awal"}
    )
    if made:
        tier.objects.bulk_create(
            [tier(schedule=first, code=code, name=name, lower=lower) for code, name, lower in FIRST_TIERS]
        )
