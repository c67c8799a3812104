"""The K/0 card in templates: as sections of lines, without what the reader may not know."""

from django import template

from accounts.roles import Permission
from activities.card import without_family_facts
from activities.card_lines import Section, sections_of

register = template.Library()


@register.simple_tag(takes_context=True)
def card_sections(context, card: dict, people: dict[str, str] | None) -> list[Section]:
    """The sections of a card for the reader of this page: KB and welfare only with the permission for them (AU07)."""
    may_see = context["request"].user.allows(Permission.KB_STATUS_VIEW)
    return sections_of(card if may_see else without_family_facts(card), people or {})
