"""What a typed number or code leads to: NIK, group number, region code, receipt, number in another system (SD01).

Whatever lies outside the user's territory is not found, as everywhere; of a NIK alone it is said that it exists, with
the same sentence, note and limit as in the search for people (SD02, NX11).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Receipt
from accounts.receipts import ALPHABET, CODE_LENGTH, clean_receipt_code
from accounts.roles import Permission
from groups.models import EnterpriseGroup
from groups.sources import from_source
from members.access import note_search
from members.by_nik import answer_to_nik
from members.models import Person
from members.nik import LENGTH as NIK_LENGTH
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE
from regions.models import Region

GROUP_NUMBER_LENGTH = 14
_REGION_LENGTHS = frozenset(LENGTH_BY_LEVEL.values())
_FIGURES = re.compile(r"[0-9 .\-–'’\u00a0]+")


@dataclass(frozen=True)
class Target:
    """A record a number leads to."""

    name: str
    kind: str | Promise
    url: str


@dataclass(frozen=True)
class Exact:
    """The records a number or code leads to; or the sentence to say about one elsewhere, or why nothing is said."""

    targets: tuple[Target, ...] = ()
    elsewhere: str = ""
    refusal: str = ""

    @property
    def says_something(self) -> bool:
        """True where the number has its answer and no name need be looked for."""
        return bool(self.targets or self.elsewhere or self.refusal)


def digits_of(typed: str) -> str:
    """The bare digits where only figures, blanks and the usual signs between them were typed; else nothing."""
    return re.sub(r"[^0-9]", "", typed) if _FIGURES.fullmatch(typed) else ""


def exactly(user, typed: str) -> Exact:
    """What this text leads to in the user's territory, read as a number or code of any kind.

    A NIK that nobody holds takes the same way as one held elsewhere, so that the time taken tells nothing (NX11).
    """
    digits = digits_of(typed)
    person = _person_of_nik(user, digits) if len(digits) == NIK_LENGTH else Exact()
    if person.targets or person.refusal:
        return person
    targets = [*_group(user, digits), *_region(user, digits), *_receipt(user, typed), *_sourced(user, typed)]
    return person if person.elsewhere else Exact(targets=tuple({target.url: target for target in targets}.values()))


def _person_of_nik(user, digits: str) -> Exact:
    if not user.allows(Permission.MEMBER_VIEW):
        return Exact(refusal=_("Peran Anda tidak mencakup data orang, jadi NIK tidak dapat dicari."))
    try:
        answer = answer_to_nik(user, digits)
    except ValidationError as error:
        return Exact(refusal=" ".join(error.messages))
    targets = (_person(answer.person),) if answer.person else ()
    return Exact(targets, answer.elsewhere, answer.refusal)


def _person(person: Person) -> Target:
    return Target(person.name, gettext_lazy("Orang"), person.get_absolute_url())


def _group_target(group: EnterpriseGroup) -> Target:
    return Target(group.name, gettext_lazy("Kelompok"), group.get_absolute_url())


def _group(user, digits: str) -> list[Target]:
    if len(digits) != GROUP_NUMBER_LENGTH or not user.allows(Permission.GROUP_VIEW):
        return []
    return [_group_target(group) for group in EnterpriseGroup.objects.visible_to(user).filter(number=digits)]


def _region(user, digits: str) -> list[Target]:
    if len(digits) not in _REGION_LENGTHS or (len(digits) == 1 and digits != NATION_CODE):
        return []
    regions = Region.objects.visible_to(user).filter(code=digits)
    found = [(region.name, region_url(user, region)) for region in regions]
    return [Target(name, gettext_lazy("Wilayah"), url) for name, url in found if url]


def region_url(user, region: Region) -> str:
    """The page of a region for this user: its dashboard, or else its groups."""
    if user.allows(Permission.REPORT_VIEW):
        return reverse("dashboard_region", args=[region.code])
    if user.allows(Permission.GROUP_VIEW):
        return f"{reverse('group_list')}?{urlencode({'wilayah': region.code})}"
    return ""


def _receipt(user, typed: str) -> list[Target]:
    """What was saved under a code out of the paper register; as there, one's own receipts count wherever they lie."""
    code = clean_receipt_code(typed)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return []
    known = Receipt.objects.visible_to(user) | Receipt.objects.filter(Q(user=user))
    receipts = known.filter(code=code).exclude(url="")
    return [Target(receipt.display, gettext_lazy("Tanda terima"), receipt.url) for receipt in receipts]


def _sourced(user, typed: str) -> list[Target]:
    """Groups and people that had exactly this number in the system they came from."""
    if not any(sign.isdigit() for sign in typed):
        return []
    found = []
    if user.allows(Permission.GROUP_VIEW):
        found += [_group_target(group) for group in from_source(EnterpriseGroup.objects.visible_to(user), typed)]
    if user.allows(Permission.MEMBER_VIEW):
        people = from_source(Person.objects.visible_to(user), typed)
        if people:
            note_search(user, "nomor asal", len(people))
        found += [_person(person) for person in people]
    return found
