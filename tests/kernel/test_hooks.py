"""Does a feature above take part in the unit of work of one below: with it, before it, or not at all?"""

from __future__ import annotations

import pytest

from tests.features.world import refused
from tests.kernel.ground import INSERT, Ground, alice
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import ConversationDissolved, ConversationUpdated
from tokenim.kernel.hooks import Point, on, recorded
from tokenim.kernel.unit_of_work import Entry, Stale, Work

NAMING: Point[str] = Point("notes.naming")


def keep(work: Work, entry: Entry, event: ConversationUpdated) -> None:
    work.write(INSERT, key=f"kept {event.name}", value=entry)


async def kept(ground: Ground, name: str) -> str:
    return str(await ground.ask("read", name=f"kept {name}"))


async def test_what_a_hook_writes_is_stored_with_the_event_and_knows_its_seq(ground: Ground) -> None:
    recorded(ground.context, ConversationUpdated, keep)

    await ground.append("c_1", "a", "b")

    assert [await kept(ground, name) for name in ("a", "b")] == ["1", "2"]


async def test_what_a_hook_writes_is_not_stored_where_the_event_is_not(ground: Ground) -> None:
    recorded(ground.context, ConversationUpdated, keep)
    await ground.bump("c_1")
    work = ground.work(alice())
    work.append("c_1", ConversationUpdated(name="a"))
    work.expect("c_1", 0)

    with pytest.raises(Stale):
        await ground.committer.store(work)

    assert await kept(ground, "a") == ""
    assert await ground.names("c_1") == []


async def test_what_the_database_refuses_of_a_hook_takes_the_event_along(ground: Ground) -> None:
    def fails(work: Work, entry: Entry, event: ConversationUpdated) -> None:
        work.write(INSERT, key=None, value="")

    recorded(ground.context, ConversationUpdated, fails)
    with pytest.raises(Exception, match="NOT NULL"):
        await ground.append("c_1", "a")

    assert await ground.names("c_1") == []


async def test_hooks_of_one_event_are_called_in_their_order_and_of_others_not(ground: Ground) -> None:
    called: list[str] = []
    recorded(
        ground.context, ConversationUpdated, lambda work, entry, event: called.append(f"first {event.name}")
    )
    recorded(
        ground.context, ConversationUpdated, lambda work, entry, event: called.append(f"second {event.name}")
    )
    recorded(ground.context, ConversationDissolved, lambda work, entry, event: called.append("never"))

    ground.work().append("c_1", ConversationUpdated(name="a"))

    assert called == ["first a", "second a"]


async def test_another_node_has_no_hooks_of_this_one(ground: Ground) -> None:
    recorded(ground.context, ConversationUpdated, keep)
    NAMING.stand(ground.context, _louder)

    other = type(ground.context)(ground.database.read)

    assert (other.recorded, other.checks) == ({}, {})


async def _louder(work: Work, name: str) -> str:
    return name.upper()


async def _rude(work: Work, name: str) -> str:
    if name == "DAMN":
        raise TokenIMError(errors.REQUEST_INVALID)
    return f"{name}!"


async def test_who_stands_at_a_point_changes_and_refuses_in_order(ground: Ground) -> None:
    assert repr(NAMING) == "Point('notes.naming')"
    assert await NAMING.ask(ground.work(), "lunch") == "lunch"
    NAMING.stand(ground.context, _louder)
    NAMING.stand(ground.context, _rude)

    assert await NAMING.ask(ground.work(), "lunch") == "LUNCH!"
    with refused(errors.REQUEST_INVALID):
        await NAMING.ask(ground.work(), "damn")


async def test_hooks_that_a_feature_lists_are_set_up_by_its_node(ground: Ground) -> None:
    for hook in (on(ConversationUpdated, keep), NAMING.check(_louder)):
        hook(ground.context)

    await ground.append("c_1", "a")

    assert await kept(ground, "a") == "1"
    assert await NAMING.ask(ground.work(), "quiet") == await _louder(ground.work(), "quiet")
