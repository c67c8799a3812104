"""A list of regions is read and checked whole; a wrong one is a named error and changes nothing."""

import gzip
import lzma
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from regions.codes import WIB, WITA, Level
from regions.loading import LoadResult, load_rows
from regions.models import Region
from regions.region_list import NATIONAL_LIST, RegionListError, check_plausible, read_region_list, rows_of

GOOD = """code,name
76,Sulawesi Barat
7604,Kabupaten Polewali Mandar
760403,Wonomulyo
7604032004,Bumiayu
7604032008,Sugihwaras
"""
ON = date(2026, 7, 1)


@pytest.fixture
def listed(tmp_path):
    """Give text; get the path of a CSV file with it."""

    def write(text: str, name: str = "daftar.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return write


@pytest.fixture
def load(listed):
    """Give text; load it as a list, without the counts a national list must have."""

    def loaded(text: str, on: date = ON) -> LoadResult:
        return load_rows(rows_of(read_region_list(listed(text))), on=on)

    return loaded


def _everything() -> list:
    return list(Region.objects.order_by("code").values_list())


def test_a_list_is_read_plain_or_packed(listed, tmp_path):
    plain = read_region_list(listed(GOOD))
    (tmp_path / "x.csv.xz").write_bytes(lzma.compress(GOOD.encode()))
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    assert list(plain) == ["76", "7604", "760403", "7604032004", "7604032008"]
    assert read_region_list(tmp_path / "x.csv.xz") == read_region_list(tmp_path / "x.csv.gz") == plain


def test_dots_bom_blank_lines_and_order_do_not_matter(listed):
    text = (
        "\ufeffcode,name\r\n76.04.03.2004,Bumiayu\r\n\r\n76.04.03,Wonomulyo\r\n76.04,Polewali  Mandar \r\n76,Sulbar\r\n"
    )
    assert read_region_list(listed(text)) == {
        "76": "Sulbar",
        "7604": "Polewali Mandar",
        "760403": "Wonomulyo",
        "7604032004": "Bumiayu",
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "kolom code,name"),
        ("kode,nama\n76,Sulbar\n", "kolom code,name"),
        ("code,name,parent\n76,Sulbar,0\n", "kolom code,name"),
        ("code,name\n", "tidak memuat"),
        ("code,name\n76\n", "Baris 2 tidak berisi dua kolom"),
        ("code,name\n76,Sulbar,x\n", "Baris 2 tidak berisi dua kolom"),
        ("code,name\n761,Sulbar\n", "Baris 2: Kode wilayah"),
        ("code,name\n=1+1,Sulbar\n", "Baris 2: Kode wilayah"),
        ("code,name\n76,\n", "Baris 2 tidak berisi nama"),
        ("code,name\n76,--\n", "Baris 2 tidak berisi nama"),
        ("code,name\n76,Sul\x00bar\n", "Baris 2|bukan CSV"),
        ("code,name\n76," + "a" * 121 + "\n", "Baris 2 tidak berisi nama"),
        ("code,name\n0,Indonesia\n", "Baris 2 tidak berisi nama"),
        ("code,name\n76,Sulbar\n76,Sulbar\n", "76 muncul dua kali"),
        ("code,name\n76,Sulbar\n7.6,Sulbar\n", "76 muncul dua kali"),
        ("code,name\n76,Sulbar\n760403,Wonomulyo\n", "760403"),
        ('code,name\n76,"Sulbar\n', "bukan CSV"),
    ],
)
def test_a_wrong_list_is_a_named_error(listed, text, problem):
    with pytest.raises(RegionListError, match=problem):
        read_region_list(listed(text))


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.csv.xz", b"not xz at all", "rusak"),
        ("x.csv.xz", lzma.compress(GOOD.encode())[:-20], "rusak"),
        ("x.csv.gz", b"\x1f\x8b\x08broken", "rusak"),
        ("x.csv.gz", gzip.compress(GOOD.encode())[:-10], "rusak"),
        ("x.csv", b"code,name\n76,Sul\xffbar\n", "UTF-8"),
        ("x.xlsx", b"PK", "Jenis berkas"),
        ("x.csv.xz", lzma.compress(b"0" * 30_000_000), "terlalu besar"),
    ],
)
def test_a_damaged_file_is_a_named_error(tmp_path, name, content, problem):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RegionListError, match=problem):
        read_region_list(tmp_path / name)


def test_a_file_that_is_not_there_is_a_named_error(tmp_path):
    with pytest.raises(RegionListError, match="tidak ada"):
        read_region_list(tmp_path / "tidak-ada.csv")


def test_a_province_in_no_time_zone_is_a_named_error(listed):
    with pytest.raises(RegionListError, match="66"):
        rows_of(read_region_list(listed("code,name\n66,Kalimantan Tenggara\n")))


def test_a_list_of_one_province_is_no_national_list(listed):
    with pytest.raises(RegionListError, match="provinsi"):
        check_plausible(read_region_list(listed(GOOD)))


def test_a_row_knows_its_path_its_key_and_its_time_zone(listed):
    rows = {row.code: row for row in rows_of(read_region_list(listed(GOOD)))}
    village = rows["7604032004"]
    assert village.path_name == "Bumiayu, Wonomulyo, Kabupaten Polewali Mandar, Sulawesi Barat"
    assert village.search_key == "bumiayu, wonomulyo, kabupaten polewali mandar, sulawesi barat,"
    assert (village.level, village.parent_id, village.time_zone) == (Level.VILLAGE, "760403", WITA)
    assert (rows["0"].name, rows["0"].parent_id, rows["0"].time_zone) == ("Indonesia", None, WIB)
    assert rows["76"].parent_id == "0"


@pytest.mark.django_db
def test_loading_twice_changes_nothing(load):
    assert load(GOOD) == LoadResult(new=6, changed=0, same=0, retired=0)
    before = _everything()
    assert load(GOOD) == LoadResult(new=0, changed=0, same=6, retired=0)
    assert _everything() == before


@pytest.mark.django_db
def test_a_renamed_region_changes_with_everything_below_it(load):
    load(GOOD)
    assert load(GOOD.replace("Wonomulyo", "Wonomulya")) == LoadResult(new=0, changed=3, same=3, retired=0)
    assert Region.objects.get(code="7604032004").path_name.startswith("Bumiayu, Wonomulya,")


@pytest.mark.django_db
def test_a_region_that_left_the_list_is_retired_and_never_deleted(load):
    load(GOOD)
    shorter = GOOD.replace("7604032008,Sugihwaras\n", "")
    assert load(shorter) == LoadResult(new=0, changed=0, same=5, retired=1)
    assert load(shorter, on=date(2027, 1, 1)) == LoadResult(new=0, changed=0, same=5, retired=0)
    assert Region.objects.get(code="7604032008").retired_on == ON


@pytest.mark.django_db
def test_a_region_that_comes_back_is_current_again(load):
    load(GOOD)
    load(GOOD.replace("7604032008,Sugihwaras\n", ""))
    assert load(GOOD) == LoadResult(new=0, changed=1, same=5, retired=0)
    assert Region.objects.get(code="7604032008").retired_on is None


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["code,name\n", GOOD, GOOD + "7604032009,\n", GOOD + "7605032009,Yatim\n"])
def test_a_refused_file_leaves_every_region_as_it_was(load, listed, text):
    load(GOOD.replace("Bumiayu", "Bumi Ayu"))
    before = _everything()
    with pytest.raises(CommandError, match="tidak ada yang berubah"):
        call_command("load_regions", file=listed(text, "lain.csv"))
    assert _everything() == before


@pytest.mark.django_db
def test_the_national_list_is_complete_and_loads_again_without_a_change(capsys):
    call_command("load_regions")
    assert "91600 baru" in capsys.readouterr().out
    counts = {level: Region.objects.at_level(level).current().count() for level in Level}
    assert counts == {
        Level.NATION: 1,
        Level.PROVINCE: 38,
        Level.REGENCY: 514,
        Level.DISTRICT: 7_285,
        Level.VILLAGE: 83_762,
    }
    assert not Region.objects.exclude(level=Level.NATION).filter(parent=None).exists()
    call_command("load_regions", file=NATIONAL_LIST)
    assert "0 baru, 0 berubah, 91600 tetap, 0 berakhir" in capsys.readouterr().out


@pytest.mark.django_db
def test_only_the_shipped_list_must_have_exactly_its_counts(tmp_path, capsys):
    """A later edition with one village more is another list, not a wrong one."""
    call_command("load_regions")
    longer = tmp_path / "baru.csv"
    longer.write_bytes(lzma.decompress(NATIONAL_LIST.read_bytes()) + b"7604039999,Desa Baru\n")
    call_command("load_regions", file=longer)
    assert "1 baru, 0 berubah, 91600 tetap" in capsys.readouterr().out
