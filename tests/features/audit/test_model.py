"""Does a link depend on all that it ties together?"""

from __future__ import annotations

import msgspec
import pytest

from tokenim.features.audit import model
from tokenim.features.audit.model import GENESIS, Entry

ENTRY = Entry("a_1", 5, "u_1", "admin.users.suspend", "u_2", b'{"user_id":"u_2"}', "::1")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "a_2"},
        {"at": 6},
        {"actor": "u_9"},
        {"operation": "x"},
        {"target": "u_9"},
        {"parameters": b"{}"},
        {"address": ""},
        {"outcome": "permission.missing"},
        {"granted_by": "app_1"},
    ],
)
def test_whatever_is_changed_changes_the_link(change: dict[str, object]) -> None:
    assert model.link(GENESIS, msgspec.structs.replace(ENTRY, **change), 1) != model.link(GENESIS, ENTRY, 1)


def test_the_link_depends_on_the_one_before_and_on_the_place() -> None:
    links = {model.link(GENESIS, ENTRY, 1), model.link(GENESIS, ENTRY, 2), model.link(b"x" * 32, ENTRY, 1)}

    assert len(links) == 3
    assert model.link(GENESIS, ENTRY, 1) in links


def test_an_entry_is_shown_with_its_place_once_it_has_one() -> None:
    waiting = model.shown(ENTRY)
    sealed = model.shown(msgspec.structs.replace(ENTRY, number=1, hash=b"\x01\x02"))

    assert (waiting.number, waiting.hash, waiting.outcome) == (None, None, "ok")
    assert (sealed.number, sealed.hash) == (1, "0102")
    assert sealed.parameters == {"user_id": "u_2"}
