"""What can be done with polls? A poll is a custom message of kind `polls.poll`, with `question` and `options`."""

from typing import Any

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.contents import CustomContent
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import MessageRecalled, MessageSent
from tokenim.features.conversations import service as conversations
from tokenim.features.messages import service as messages
from tokenim.kernel.unit_of_work import Entry, Work
from tokenim_polls import catalogue, store

KIND = "polls.poll"


class Poll(msgspec.Struct):
    """The question and the options of a poll, how many voted for each, and the caller's own choice."""

    question: str
    options: list[str]
    votes: list[int]
    own_choice: int | None = None


class _Asked(msgspec.Struct):
    question: str
    options: list[str]


async def vote(work: Work, conversation_id: str, seq: int, choice: int) -> None:
    """Vote in the actor's name; the same vote again changes nothing, another one replaces it."""
    conversation = await conversations.get(work, conversation_id)
    conversations.may_write(conversation, work.actor.user_id)
    # Held until the commit: a vote that comes with the recall must not outlive the poll.
    asked = _poll((await messages.held(work, conversation_id, seq)).content)
    if choice >= len(asked.options):
        raise errors.invalid("choice", f"The poll has {len(asked.options)} options, counted from 0.")
    if await store.own(work, conversation_id, seq) == choice:
        return
    work.expect(conversation_id, conversation.version)
    store.vote(work, conversation_id, seq, choice)
    work.append(conversation_id, catalogue.PollVoted(target_seq=seq, choice=choice))


async def read(work: Work, conversation_id: str, seq: int) -> Poll:
    """Return how a poll stands."""
    message = await messages.get(work, conversation_id, seq)
    asked = _poll(msgspec.json.decode(message.body, type=MessageSent).content)
    counts = await store.counts(work, conversation_id, seq)
    votes = [counts.get(place, 0) for place in range(len(asked.options))]
    return Poll(asked.question, asked.options, votes, await store.own(work, conversation_id, seq))


def forget(work: Work, entry: Entry, event: MessageRecalled) -> None:
    """Recorded hook: a message that is recalled takes the votes along, in the same transaction."""
    store.forget(work, entry.stream, event.target_seq)


async def check(work: Work, writing: messages.Writing) -> messages.Writing:
    """Asked check: a poll that is sent, or edited, has 2 to 10 different options."""
    content = writing.message.content
    is_poll = isinstance(content, CustomContent) and content.kind == KIND
    if is_poll and _read(content.data) is None:
        raise TokenIMError(catalogue.OPTIONS_WRONG)
    return writing


def _poll(content: dict[str, Any]) -> _Asked:
    """Return the poll of a message; raise `polls.not_found` where it holds none, or a wrong one from when the feature was off."""
    asked = _read(content.get("data")) if content.get("kind") == KIND else None
    if asked is None:
        raise TokenIMError(catalogue.NOT_A_POLL)
    return asked


def _read(data: Any) -> _Asked | None:
    try:
        asked = msgspec.convert(data, _Asked)
    except msgspec.ValidationError:
        return None
    return asked if 2 <= len(set(asked.options)) == len(asked.options) <= catalogue.OPTIONS else None
