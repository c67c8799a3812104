"""The chair is or was a KB participant, or the spouse of one (UP02)."""

import pytest

from members.chair import TOOK_PART_ONCE, check_chair
from members.models.facts import PARTICIPANT_ONCE, KbStatus


def test_the_pure_module_and_the_model_mean_the_same_statuses():
    assert set(PARTICIPANT_ONCE) == TOOK_PART_ONCE


@pytest.mark.parametrize("status", KbStatus.values)
@pytest.mark.parametrize("whose", ["own", "spouse"])
def test_every_status_of_chair_or_spouse(status, whose):
    own, spouse = ([status], []) if whose == "own" else ([], [status])
    assert check_chair(own, spouse).is_met is (status not in {"prospective", "never"})


@pytest.mark.parametrize(
    ("own", "spouse", "met", "words"),
    [
        ([], None, False, ["Belum ada catatan KB ketua", "Pasangan ketua belum dicatat"]),
        ([], [], False, ["Belum ada catatan KB ketua", "Belum ada catatan KB pasangan"]),
        (["never"], ["prospective"], False, ["Catatan KB ketua", "Catatan KB pasangan"]),
        (["never", "former"], None, True, []),
        (["prospective"], ["never", "active"], True, []),
        (["active"], None, True, []),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(own, spouse, met, words):
    check = check_chair(own, spouse)
    assert check.is_met is met
    assert len(check.missing) == len(words)
    for sentence, word in zip(check.missing, words, strict=True):
        assert sentence.startswith(word)
