"""Does a type checker know what an event holds? mypy checks this file strictly; an ignored error that is none fails it."""

from __future__ import annotations

from typing import Any, assert_type, get_args

import pytest

from tokenim.catalogue.events import EVENTS
from tokenim_client import Account, Client, Event, Kind, Message, event_of, kinds
from tokenim_client.frames import Frame


def told(event: Event) -> object:
    """Return something that only this kind of event has."""
    if event.kind == "message.sent":
        assert_type(event.message, Message)
        return event.message.text
    if event.kind == "message.edited":
        assert_type(event, kinds.MessageEdited)
        assert_type(event.data["target_seq"], int)
        assert_type(event.seq, int)
        return event.data["target_seq"]
    if event.kind == "presence.changed":
        assert_type(event.seq, None)
        return event.data["online"]
    if event.kind == "resync_required":
        return [conversation.id for conversation in event.conversations]
    if event.kind == "other":
        return event.event
    return event.stream


def mistaken(event: Event) -> object:
    """Misspell what it holds: each line is an error, or mypy complains that nothing is ignored."""
    if event.kind == "message.edited":
        return event.data["target"]  # type: ignore[typeddict-item]
    if event.kind == "typing.started":
        return event.message  # type: ignore[attr-defined]
    return event.data["user_id"]  # type: ignore[typeddict-item]


async def asked(client: Client) -> None:
    """Ask with options that there are, and one that there is not."""
    assert_type(await client.users.me(), Account)
    await client.messages.send("c_1", "Hello", reply_to=4, mentions=["u_1"])
    await client.messages.list("c_1", after_seq=4)
    await client.messages.send("c_1", "Hello", mention=["u_1"])  # type: ignore[call-arg]
    await client.admin.users(status="asleep")  # type: ignore[arg-type]


def frame(kind: str, seq: int | None, data: dict[str, Any]) -> Frame:
    return Frame(event=kind, stream="c_1", seq=seq, data=data)


@pytest.mark.parametrize(
    ("kind", "seq", "data", "found"),
    [
        ("message.edited", 9, {"target_seq": 4}, 4),
        ("presence.changed", None, {"user_id": "u_1", "online": True}, True),
        ("member.left", 9, {"user_id": "u_1"}, "c_1"),
        ("polls.voted", 9, {"choice": 1}, "polls.voted"),
    ],
)
def test_an_event_is_told_apart_by_its_kind(
    kind: str, seq: int | None, data: dict[str, Any], found: object
) -> None:
    event = event_of(frame(kind, seq, data))

    assert told(event) == found
    assert (event.stream, event.seq, event.data) == ("c_1", seq, data)


def test_what_is_misspelt_is_not_there() -> None:
    with pytest.raises(KeyError):
        mistaken(event_of(frame("message.edited", 9, {"target_seq": 4})))


def test_the_kinds_are_those_of_the_server() -> None:
    assert set(get_args(Kind)) == EVENTS.keys()
    assert kinds.KINDS.keys() == EVENTS.keys() | {"resync_required"}
