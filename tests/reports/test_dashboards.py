"""Dashboards: each number beside its list, nothing from outside, few queries, and the same words on paper."""

import re

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from groups.models import EnterpriseGroup
from regions.touching import touch
from reports.models import Measure, Target
from tests import factories
from tests.reports.example import DAY, NOON, make_example

LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.fixture
def example(cast):
    make_example()
    EnterpriseGroup.objects.filter(name="Melati").update(market_reach="export")
    with time_machine.travel(NOON, tick=False):
        yield cast


def dashboard(sign_in, user, code: str, **query):
    answer = sign_in(user).get(f"/dasbor/{code}/", query)
    assert answer.status_code == 200
    return answer


def listed(sign_in, user, url: str) -> int:
    answer = sign_in(user).get(url)
    assert answer.status_code == 200, url
    return answer.context["page"].total


@pytest.mark.parametrize(("role", "code"), [(Role.ADMIN, "0"), (Role.REGENCY, "7604"), (Role.OFFICER, None)])
def test_every_count_of_every_section_equals_its_list(example, sign_in, role, code):
    """DB02: stages, freshness, kinds of business, markets, products, licences and what is missing."""
    user = example.inside[role]
    found = dashboard(sign_in, user, code or factories.BUMIAYU).context
    counts = {}
    for name in ("sectors", "reaches", "licences", "exports", "warnings"):
        counts |= {line.url: line.value for line in found[name] if line.url}
    for name in ("stages", "fresh", "tier_shares"):
        counts |= {each.part.url: each.part.value for each in found[name].segments if each.part.value}
    month = found["month"]
    counts |= {month.urls["existing"]: month.figures.existing, month.urls["missing"]: month.figures.missing}
    assert len(counts) > 6
    assert {url: listed(sign_in, user, url) for url in counts} == counts


@pytest.mark.parametrize("measure", ["kelompok", "anggota"])
def test_each_value_of_the_map_equals_its_list_and_its_table(example, sign_in, measure):
    """DB02, DB05: map, ranking and parts table say the same."""
    found = dashboard(sign_in, example.admin, "0", peta=measure).context
    rows = {row.measured.code: row.measured for row in found["picture"].ranked.rows}
    column = {"kelompok": "groups_active", "anggota": "members"}[measure]
    assert {code: row.value for code, row in rows.items()} == {
        row.code: row.values[column] for row in found["table"].rows
    }
    assert {shape.place.code: shape.place.value for shape in found["picture"].map.shapes} == {
        code: row.value for code, row in rows.items()
    }
    assert listed(sign_in, example.admin, rows["76"].list_url) == rows["76"].value


@pytest.mark.parametrize("measure", ["kelompok", "anggota", "kb", "modal", "lapor", "naik", "pengurus", "<x>"])
def test_measure_and_classes_stand_in_the_address_and_on_paper(example, sign_in, measure):
    """DB03, DB05: whatever is asked for is drawn; what is not understood is as if it were left out."""
    answer = dashboard(sign_in, example.admin, "0", peta=measure, kelas="kuantil", banding="tahun")
    head = re.search(r'<div class="print-head">.*?</div>', answer.content.decode(), re.DOTALL).group()
    asked = answer.context["asked"]
    assert asked.measure.code == ("kelompok" if measure == "<x>" else measure)
    for words in (str(asked.measure.label), "tahun ini terhadap tahun lalu", "Indonesia", str(example.admin), "12.00"):
        assert words in head or words == "12.00", words
    assert ("Kuantil" in head) == (measure != "pengurus")
    assert "style=" not in answer.content.decode()


def test_nothing_of_another_province_stands_on_the_page(example, sign_in):
    """DB04"""
    factories.make_group(factories.SENTANI, "Kenanga Rahasia")
    text = dashboard(sign_in, example.province, "76", peta="pengurus").content.decode()
    assert "/dasbor/91/" not in text
    assert "wilayah=91" not in text
    assert "Jayapura" not in text


def test_people_are_kept_from_those_who_may_not_see_them(example, sign_in):
    """DB06, AU07: no series, no trend and no warning about people for AKU, and a share on the map in whole percent."""
    Target.objects.create(region_id="76", year=2026, measure=Measure.KB_SHARE, value=80)
    found = dashboard(sign_in, example.aku, "76", peta="kb").context
    assert not {"anggota", "kb", "lapor"} & {picture.key for picture in found["series"]}
    assert not {"members", "kb_share"} & set(found["trends"])
    assert "Riwayat KB ketua" not in {line.label for line in found["warnings"]}
    shares = [row.measured.value for row in found["picture"].ranked.rows]
    assert all(value is None or not hasattr(value, "quantize") or value == round(value, 2) for value in shares)
    assert "peta=lapor" not in dashboard(sign_in, example.aku, "76").content.decode()


def test_a_target_stands_beside_its_figure(example, sign_in):
    """DB08"""
    Target.objects.create(region_id="76", year=2026, measure=Measure.GROUPS, value=8)
    text = dashboard(sign_in, example.province, "76").content.decode()
    assert "Sasaran tahun ini 8, tercapai 50%" in text


@pytest.mark.parametrize(("role", "code"), [(Role.ADMIN, "0"), (Role.PROVINCE, "76"), (Role.REGENCY, "7604")])
def test_a_landing_page_reads_stored_totals_alone_in_few_queries(example, sign_in, role, code, settings):
    """DB01: nothing is counted when nothing is due; drawn before, it takes a dozen queries however many rows."""
    settings.CACHES = settings.CACHES | {"drawn": LOCMEM}
    client, path = sign_in(example.inside[role]), f"/dasbor/{code}/"
    client.get(path)
    caches["drawn"].clear()
    cold, tables = queries_of(client, path)
    assert cold <= 26
    assert not re.search(r"members_membership|members_person|activities_monthlyreport", tables)
    warm, _tables = queries_of(client, path)
    assert warm <= 10
    for village in (factories.BUMIAYU, factories.DARMA) * 4:
        factories.make_membership(factories.make_group(village))
        touch(village, on=DAY)
    client.get(path)
    assert queries_of(client, path)[0] == warm


def queries_of(client, path: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries), " ".join(query["sql"] for query in queries)


def test_a_kept_page_shows_a_write_at_once(example, sign_in, settings):
    """DB01: what was drawn is drawn anew as soon as the totals are."""
    settings.CACHES = settings.CACHES | {"drawn": LOCMEM}
    caches["drawn"].clear()
    client = sign_in(example.province)
    before = client.get("/dasbor/76/").content.decode()
    factories.make_group(factories.BUMIAYU)
    touch(factories.BUMIAYU, on=DAY)
    after = client.get("/dasbor/76/").content.decode()
    assert kept_figure(before) == "4"
    assert kept_figure(after) == "5"


def test_a_kept_page_shows_a_changed_target_at_once(example, sign_in, settings):
    """DB08: a target set, and two that change places."""
    settings.CACHES = settings.CACHES | {"drawn": LOCMEM}
    caches["drawn"].clear()
    client, kept = sign_in(example.province), Target.objects
    pages = [shown_figures(client)]
    for groups, members in ((40, 900), (900, 40)):
        for measure, value in ((Measure.GROUPS, groups), (Measure.MEMBERS, members)):
            kept.update_or_create(region_id="76", year=DAY.year, measure=measure, defaults={"value": value})
        pages.append(shown_figures(client))
    assert len(set(pages)) == 3
    assert shown_figures(client) == pages[-1]


def shown_figures(client) -> str:
    """The page without the token of its forms, which is new each time."""
    return re.sub(r'value="\w{64}"', "", client.get("/dasbor/76/").content.decode())


def kept_figure(text: str) -> str:
    return re.search(r'figure-value"><a href="[^"]*status=aktif">([^<]*)<', text).group(1)
