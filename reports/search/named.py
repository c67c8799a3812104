"""What has the words typed in its name: groups, people, boards with their holders, regions; each part bounded."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from associations.models import BoardSeat
from associations.queries import board_places
from groups.models import EnterpriseGroup, Product
from groups.names import name_key
from groups.search import groups_named, makers_named
from members.access import note_search
from members.models import Person
from members.search import LIMIT as MOST_PEOPLE
from members.search import is_long_enough, people_named
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.names import search_words
from regions.search import search_regions
from reports.search.exact import region_url

SHOWN = 8
"""Rows of each part; the rest stands behind a link."""
SHORTEST = 3
_MAX_WORDS = 6
_BOARD_WORDS = frozenset({"aku", "bpp", "bpd", "bpc"})
_LEVELS = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)


@dataclass(frozen=True)
class Hit:
    """One record found by its name."""

    name: str
    where: str
    url: str
    note: str | Promise = ""


@dataclass(frozen=True)
class Part:
    """The records of one kind: the first few, how many there are up to the cap, and the way to all of them."""

    slug: str
    title: str | Promise
    hits: list[Hit]
    count: int
    is_capped: bool = False
    more_url: str = ""
    posts_words: bool = False
    alike: list[Hit] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        """True where not all are shown."""
        return self.is_capped or self.count > len(self.hits)


def letters_missing(typed: str) -> int:
    """How many letters are still to be typed before anything is searched (SD02)."""
    return max(0, SHORTEST - len(search_words(typed).replace(" ", "")))


def named(user, typed: str) -> list[Part]:
    """The parts that hold anything, for what the role may see and the territory holds."""
    kinds = (
        (Permission.GROUP_VIEW, _groups),
        (Permission.GROUP_VIEW, _products),
        (Permission.MEMBER_VIEW, _people),
        (Permission.BOARD_VIEW, _boards),
        (Permission.GROUP_VIEW, _regions),
    )
    parts = [search(user, typed) for permission, search in kinds if user.allows(permission)]
    return [part for part in parts if part.hits or part.alike]


def _groups(user, typed: str) -> Part:
    found = groups_named(user, typed, SHOWN)
    all_of_them = urlencode({"q": name_key(typed), "status": "semua"})
    return Part(
        slug="kelompok",
        title=_("Kelompok"),
        hits=[_group_hit(group) for group in found.rows],
        count=found.count,
        is_capped=found.is_capped,
        more_url=f"{reverse('group_list')}?{all_of_them}",
        alike=[_group_hit(group) for group in found.alike],
    )


def _group_hit(group: EnterpriseGroup) -> Hit:
    status = "" if group.status == "active" else group.get_status_display()
    return Hit(group.name, group.village.path_name, group.get_absolute_url(), status)


def _products(user, typed: str) -> Part:
    """What active groups make: a line for each group, and the list of them behind it (UP04)."""
    found = makers_named(user, typed, SHOWN)
    return Part(
        slug="produk",
        title=_("Produk"),
        hits=[_maker_hit(group, products) for group, products in found.rows],
        count=found.count,
        is_capped=found.is_capped,
        more_url=f"{reverse('group_list')}?{urlencode({'barang': ' '.join(typed.split()[:_MAX_WORDS])})}",
    )


def _maker_hit(group: EnterpriseGroup, products: list[Product]) -> Hit:
    where = f"{group.name}, {group.village.path_name}"
    return Hit(", ".join(product.name for product in products), where, group.get_absolute_url())


def _people(user, typed: str) -> Part:
    """People by the search of their own room; noted with the number of hits, never the words (AU02)."""
    people = people_named(user, typed) if is_long_enough(typed) else []
    note_search(user, "nama", len(people))
    return Part(
        slug="orang",
        title=_("Orang"),
        hits=[_person_hit(person) for person in people[:SHOWN]],
        count=len(people),
        is_capped=len(people) >= MOST_PEOPLE,
        more_url=reverse("person_search"),
        posts_words=True,
    )


def _person_hit(person: Person) -> Hit:
    return Hit(person.name, person.village.path_name, person.get_absolute_url())


def _boards(user, typed: str) -> Part:
    """Boards by their region's name, then those in office now by theirs; whose boards one may look at is theirs to say.

    `board_places` says it: those inside the territory and those above it.
    """
    words = [word for word in search_words(typed).split()[:_MAX_WORDS] if word not in _BOARD_WORDS]
    places = board_places(user)
    boards = _with_every(places.current().filter(board__isnull=False), "name", words).order_by("code")
    seats = BoardSeat.objects.current(local_today(user)).filter(board__region__in=places)
    seats = _with_every(seats, "holder_name", words).select_related("board__region", "position")
    hits = [_board_hit(region) for region in boards[: MOST_PEOPLE + 1]]
    hits += [_seat_hit(seat) for seat in seats.order_by("board__region_id", "position__rank", "pk")[: MOST_PEOPLE + 1]]
    return Part(
        slug="pengurus",
        title=_("Pengurus AKU"),
        hits=hits[:SHOWN],
        count=min(len(hits), MOST_PEOPLE),
        is_capped=len(hits) > MOST_PEOPLE,
    )


def _with_every(rows, column: str, words: list[str]):
    """Rows whose column has every word, whatever its case; without a word none."""
    return rows.filter(*(Q(**{f"{column}__icontains": word}) for word in words)) if words else rows.none()


def _board_hit(region: Region) -> Hit:
    return Hit(region.name, region.path_above, reverse("board_detail", args=[region.code]), _("Badan pengurus"))


def _seat_hit(seat: BoardSeat) -> Hit:
    region = seat.board.region
    return Hit(seat.holder_name, region.path_name, reverse("board_detail", args=[region.code]), seat.position.name)


def _regions(user, typed: str) -> Part:
    found = search_regions(Region.objects.visible_to(user), typed, _LEVELS, limit=SHOWN)
    hits = [
        Hit(region.name, region.path_above, region_url(user, region), region.get_level_display())
        for region in found.regions
    ]
    return Part("wilayah", _("Wilayah"), hits, len(hits), is_capped=found.has_more)
