"""How does the shell read what the machine asks for? Over HTTP: the socket may be the very thing that broke."""

from typing import Any

from tokenim_client.effects import Adopt, Effect, Fetch, Repair, Snapshot
from tokenim_client.errors import TokenIMError
from tokenim_client.frames import event_of
from tokenim_client.kinds import Event
from tokenim_client.machine import Machine
from tokenim_client.rest import Rest
from tokenim_client.shapes import Entries

PAGE = 1_000
LIST_PAGE = 200
JOIN_ENTRIES = 200
FAR = 2**53
Raw = dict[str, Any]


async def repair(rest: Rest, machine: Machine, effect: Repair) -> list[Effect]:
    """Read what the effect asks for, and let the machine go on with it."""
    try:
        if isinstance(effect, Fetch):
            return await _fetch(rest, machine, effect)
        if isinstance(effect, Adopt):
            return await _adopt(rest, machine, effect.stream)
        return await (_some(rest, machine, effect.streams) if effect.streams else _all(rest, machine))
    except TokenIMError as refusal:
        # Not a member any more, or no such conversation: nothing to read there. All else ends the connection.
        if refusal.status not in {403, 404, 410} or isinstance(effect, Snapshot):
            raise
        return machine.refused(effect.stream)


async def _fetch(rest: Rest, machine: Machine, effect: Fetch) -> list[Effect]:
    if effect.stream == machine.user_id:
        found = await rest.ask("entries.mine", Entries, after_seq=effect.after_seq, limit=PAGE)
    else:
        found = await _entries(rest, effect.stream, effect.after_seq, PAGE)
    return machine.fetched(effect.stream, _events(found), found.last_seq)


async def _entries(rest: Rest, stream: str, after_seq: int, limit: int) -> Entries:
    return await rest.ask("entries.list", Entries, conversation_id=stream, after_seq=after_seq, limit=limit)


async def _adopt(rest: Rest, machine: Machine, stream: str) -> list[Effect]:
    conversation = await rest.ask("conversations.get", Raw, conversation_id=stream)
    found = await _entries(rest, stream, max(0, conversation["last_seq"] - JOIN_ENTRIES), PAGE)
    return machine.adopted(stream, _events(found), conversation)


async def _all(rest: Rest, machine: Machine) -> list[Effect]:
    # The own stream first: a conversation joined between the two reads is told by an event that comes after.
    own = await rest.ask("entries.mine", Entries, after_seq=FAR, limit=1)
    conversations: list[Raw] = []
    cursor: str | None = None
    while True:
        page = await rest.ask("conversations.list", Raw, limit=LIST_PAGE, cursor=cursor)
        conversations += page["items"]
        cursor = page.get("next_cursor")
        if cursor is None:
            return machine.snapshot(own.last_seq, conversations)


async def _some(rest: Rest, machine: Machine, streams: list[str]) -> list[Effect]:
    effects: list[Effect] = []
    for stream in streams:
        effects += machine.snapshot_of(stream, await _conversation(rest, stream))
    return effects


async def _conversation(rest: Rest, stream: str) -> Raw | None:
    try:
        return await rest.ask("conversations.get", Raw, conversation_id=stream)
    except TokenIMError as refusal:
        if refusal.status in {403, 404}:
            return None
        raise


def _events(found: Entries) -> list[Event]:
    return [event_of(entry) for entry in found.items]
