"""Does a database of the first schema still serve its people, after every migration since?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.test_migrations import up_to
from tests.town import Town, reopen
from tokenim.kernel import actor as actors
from tokenim.kernel.actor import Actor

FIRST = Path(__file__).with_name("first_schema.sql")
LAST_OF_FIRST = 5
PASSWORD = "correct horse battery"
ACCESS = "tka_01m8jj5b3t86gw7qsccnhsz6b2.LGElnGb9O3rnAVRZpKdD-i1MPUgpz4diPk1N6oLUxOU"
REFRESH = "tkr_01m8jj5b3t86gw7qsccnhsz6b2.GW7auKjbvd7RLGH0Q6VUfUzpjXvDkyZqwoQFG3JKLUU4aLCMKbkgj9D_HSobHq-3"
SCHEMA = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'schema'"


def laid(path: Path | str) -> sqlite3.Connection:
    """Return a database of the first schema with its rows."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(FIRST.read_text())
    return db


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    laid(tmp_path / "tokenim.db").close()
    town = await reopen(tmp_path)
    yield town
    await town.quiet()
    await town.node.close()


async def log_in(town: Town, username: str) -> Actor:
    stranger = actors.anonymous("127.0.0.1")
    tokens = await town.ask(stranger, "auth.login", username=username, password=PASSWORD)
    return await town.node.authenticator.authenticate(tokens["access_token"], "127.0.0.1")


async def lunch(town: Town, caller: Actor) -> str:
    page = await town.ask(caller, "conversations.list")
    return next(str(each["id"]) for each in page["items"] if each.get("name") == "Lunch")


def schema(db: sqlite3.Connection) -> dict[str, str]:
    """Return what makes each table and index, without comments and spaces."""
    return {name: re.sub(r"--.*|\s", "", sql) for name, sql in db.execute(SCHEMA)}


def test_the_first_migrations_are_as_they_were() -> None:
    then, now = laid(":memory:"), sqlite3.connect(":memory:", isolation_level=None)
    up_to(now, 0, LAST_OF_FIRST)

    assert schema(now) == schema(then)
    then.close()
    now.close()


async def test_people_log_in_with_their_passwords_and_go_on_with_their_sessions(town: Town) -> None:
    bob = await log_in(town, "bob")
    before = await town.node.authenticator.authenticate(ACCESS, "127.0.0.1")
    assert (before.user_id, before.role) == (bob.user_id, "user")

    tokens = await town.ask(actors.anonymous("127.0.0.1"), "auth.refresh", refresh_token=REFRESH)
    again = await town.node.authenticator.authenticate(tokens["access_token"], "127.0.0.1")
    assert again.session_id == before.session_id
    assert len((await town.ask(again, "auth.sessions"))["items"]) == 2


async def test_histories_hold_what_was_said_and_changed(town: Town) -> None:
    alice, carol = await log_in(town, "alice"), await log_in(town, "carol")
    group = await lunch(town, alice)

    messages = await town.messages(alice, group)
    assert [(each["seq"], each["content"].get("text")) for each in messages] == [
        (1, "Who is hungry?"),
        (2, "Me, @carol too"),
        (3, "No typo here"),
        (5, None),
        (10, "Noon, at the door"),
        (12, "I come too"),
    ]
    assert messages[1]["reply_to"] == 1
    assert messages[1]["mentions"] == [carol.user_id]
    assert messages[3]["recalled"]
    # Carol has hidden the message that mentions her.
    assert [each["seq"] for each in await town.messages(carol, group)] == [1, 3, 5, 10, 12]
    assert [each["seq"] for each in await town.entries(alice, group)] == list(range(1, 13))
    revisions = await town.ask(carol, "messages.revisions", conversation_id=group, seq=3)
    assert revisions["items"][0]["content"] == {"text": "A typo hree"}


async def test_reactions_are_shown_and_go_on(town: Town) -> None:
    alice, bob, carol, dave = [await log_in(town, username) for username in ("alice", "bob", "carol", "dave")]
    group = await lunch(town, alice)
    first = (await town.messages(alice, group))[0]
    assert first["reactions"] == {"👍": [bob.user_id, carol.user_id], "🎉": [carol.user_id]}

    await town.ask(dave, "reactions.add", conversation_id=group, seq=1, emoji="👍")
    await town.ask(carol, "reactions.remove", conversation_id=group, seq=1, emoji="🎉")

    first = (await town.messages(alice, group))[0]
    assert first["reactions"] == {"👍": [bob.user_id, carol.user_id, dave.user_id]}
    counts = await town.work().all("SELECT emoji, users FROM reaction_counts")
    assert [tuple(row) for row in counts] == [("👍", 3)]


async def test_members_unread_messages_and_mentions_are_counted(town: Town) -> None:
    seen = {}
    for username in ("alice", "bob", "carol", "dave"):
        caller = await log_in(town, username)
        page = await town.ask(caller, "conversations.list")
        seen[username] = {
            each.get("name", ""): (each["member_count"], each["unread"], each["mentions"])
            for each in page["items"]
        }

    assert seen == {
        "alice": {"Lunch": (4, 1, 0), "": (2, 0, 0)},
        "bob": {"Lunch": (4, 2, 0), "": (2, 2, 0)},
        "carol": {"Lunch": (4, 3, 0)},
        "dave": {"Lunch": (4, 0, 0)},
    }


async def test_people_are_found_by_any_word_of_their_names(town: Town) -> None:
    alice = await log_in(town, "alice")
    found = {}
    for text in ("bob", "strasse", "li", "mül"):
        page = await town.ask(alice, "users.search", q=text)
        found[text] = [each["username"] for each in page["items"]]

    assert found == {"bob": ["bob"], "strasse": ["bob"], "li": ["carol"], "mül": ["alice"]}


async def test_talk_goes_on_where_it_ended(town: Town) -> None:
    alice, bob = await log_in(town, "alice"), await log_in(town, "bob")
    group = await lunch(town, alice)
    device = await town.device(bob, {group: 10})

    assert await town.say(alice, group, "Here we are", client_id="after") == 13

    await town.quiet()
    assert [event["seq"] for event in device.events() if event["stream"] == group] == [11, 12, 13]
