"""The menu: each role's own work within a thumb's reach, and the present page marked."""

import pytest

from uppks.navigation import menu_for

ON_A_PHONE = 4


def marked(user, path: str) -> list[str]:
    return [item.url for item in menu_for(user, path) if item.current]


@pytest.mark.django_db
def test_the_start_page_is_marked_on_itself_alone(cast):
    assert marked(cast.officer, "/") == ["/"]
    assert marked(cast.officer, "/kelompok/daftar/") == ["/kelompok/"]
    assert marked(cast.officer, "/akun/") == []


@pytest.mark.django_db
def test_each_role_finds_its_daily_work_next_to_the_start_page(cast):
    """A phone shows four entries; the rest is behind the menu."""
    keeper = [item.url for item in menu_for(cast.aku, "/")]
    assert keeper[:2] == ["/", "/aku/"]
    officer = [item.url for item in menu_for(cast.officer, "/")][:ON_A_PHONE]
    assert officer == ["/", "/kegiatan/", "/kelompok/", "/anggota/"]
    reviewer = [item.url for item in menu_for(cast.coordinator, "/")][:ON_A_PHONE]
    assert reviewer == ["/", "/kegiatan/tinjau/", "/kegiatan/", "/kelompok/"]
