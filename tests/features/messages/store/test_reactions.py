"""Are reactions once per user and emoji, counted, and shown in the order in which they came?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any

import pytest

from tests.town import Town
from tokenim.adapters import migrations
from tokenim.catalogue import limits
from tokenim.catalogue.events import ReactionAdded, ReactionRemoved
from tokenim.features.messages import store
from tokenim.features.messages.store import After, Reactions
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Conflict, Context, Entry, Row, Work

ALICE = Actor("u_1", "user")


def one(number: int) -> Actor:
    return Actor(f"u_{number}", "user")


async def react(town: Town, actor: Actor, emoji: str = "x", seq: int = 1) -> int:
    """Store a reaction; return the seq of its entry."""
    work = town.work(actor)
    entry = work.append("c_1", ReactionAdded(target_seq=seq, emoji=emoji))
    store.react(work, "c_1", seq, emoji, entry)
    await town.store(work)
    return entry.seq


async def unreact(town: Town, actor: Actor, emoji: str = "x") -> int:
    work = town.work(actor)
    entry = work.append("c_1", ReactionRemoved(target_seq=1, emoji=emoji))
    store.unreact(work, "c_1", 1, emoji, entry)
    await town.store(work)
    return entry.seq


async def shown(town: Town, actor: Actor, seq: int = 1) -> Reactions:
    return (await store.shown(town.work(actor), "c_1", [seq]))[seq]


async def test_a_reaction_is_once_per_user_and_emoji(town: Town) -> None:
    for emoji in "xy":
        await react(town, ALICE, emoji)
    assert await store.shown(town.work(), "c_1", [1]) == {1: Reactions({"x": ["u_1"], "y": ["u_1"]}, {})}

    with pytest.raises(Conflict):
        await react(town, ALICE)
    assert await town.work().all("SELECT emoji, users FROM reaction_counts") == [("x", 1), ("y", 1)]
    for _ in range(2):
        await unreact(town, ALICE)
    assert await store.shown(town.work(), "c_1", [1, 9]) == {1: Reactions({"y": ["u_1"]}, {})}
    assert await town.work().all("SELECT emoji, users FROM reaction_counts") == [("y", 1)]


async def test_a_message_shows_the_first_who_reacted_and_the_actor_and_counts_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REACTION_USERS", 3)
    for number in (9, 1, 8, 2, 7):
        last = await react(town, one(number))
    last = await react(town, one(4), "y")
    await react(town, one(4), seq=2)

    outside, beyond, within = [await shown(town, one(number)) for number in (5, 7, 1)]
    assert outside == Reactions({"x": ["u_9", "u_1", "u_8"], "y": ["u_4"]}, {"x": 5}, last)
    assert beyond.users["x"] == ["u_9", "u_1", "u_8", "u_7"]
    assert (within, beyond.counts) == (outside, {"x": 5})

    last = await unreact(town, one(1))
    assert await shown(town, one(5)) == Reactions({"x": ["u_9", "u_8", "u_2"], "y": ["u_4"]}, {"x": 4}, last)
    assert (await shown(town, one(7))).counts == {}
    await unreact(town, one(9))
    assert await shown(town, one(5)) == Reactions({"x": ["u_8", "u_2", "u_7"], "y": ["u_4"]}, {})
    assert await shown(town, one(5), seq=2) == Reactions({"x": ["u_4"]}, {})


async def test_it_is_known_which_reactions_are_present_and_which_are_the_actors(town: Town) -> None:
    await react(town, one(1), "x")
    await react(town, one(2), "y")
    await react(town, one(1), "z", seq=2)

    assert await store.present(town.work(one(1)), "c_1", 1) == {"x": True, "y": False}


async def test_everybody_who_reacted_is_listed_by_emoji_and_in_order(town: Town) -> None:
    first, second, third = [await react(town, one(number), "y") for number in (3, 1, 2)]
    other = await react(town, one(1), "x")
    work, at = town.work(), town.work().now

    async def listed(after: After, *, of_one: bool = False) -> list[tuple[str, str, int]]:
        rows = await store.who_reacted(work, "c_1", 1, after, 2, of_one=of_one)
        assert all(row[2] <= at for row in rows)
        return [(row[0], row[1], row[3]) for row in rows]

    assert await listed(After("", 0)) == [("x", "u_1", other), ("y", "u_3", first)]
    assert await listed(After("y", first)) == [("y", "u_1", second), ("y", "u_2", third)]
    assert await listed(After("y", 0), of_one=True) == [("y", "u_3", first), ("y", "u_1", second)]
    assert await listed(After("x", 0), of_one=True) == [("x", "u_1", other)]
    assert await listed(After("y", third)) == []


class Counted:
    """A message of many reactions in a database of its own, which counts the steps that statements take."""

    def __init__(self, many: int) -> None:
        self.hundreds = 0
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        migrations.migrate(self.db)
        rows = [("c_1", 1, "x", f"u_{number}", 0, number) for number in range(1, many + 1)]
        self.db.executemany("INSERT INTO reactions VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.db.execute("INSERT INTO reaction_counts VALUES ('c_1', 1, 'x', ?)", (many,))
        self.db.set_progress_handler(self._step, 100)

    def _step(self) -> None:
        self.hundreds += 1

    async def _read(self, *queries: Any) -> list[list[Row]]:
        return [self.db.execute(query[0], query[1]).fetchall() for query in queries]

    def work(self, number: int) -> Work:
        """Return a unit of work that reads here."""
        return Work(one(number), Context(self._read), 0)

    def change(self, number: int, how: Callable[[Work, str, int, str, Entry], None], seq: int) -> None:
        """Write what somebody changes, as told by the entry of a seq."""
        work = self.work(number)
        how(work, "c_1", 1, "x", work.append("c_1", ReactionAdded(target_seq=1, emoji="x")))
        for sql, values in work.writes:
            self.db.execute(sql, {name: seq if isinstance(it, Entry) else it for name, it in values.items()})


def done(asked: Coroutine[Any, Any, Any]) -> None:
    """Run what waits for nothing."""
    with pytest.raises(StopIteration):
        asked.send(None)


def steps(many: int) -> int:
    """Return how many hundreds of steps it takes to show, list and change the reactions to a message of many."""
    with closing((counted := Counted(many)).db):
        for number in (0, 150):
            done(store.shown(counted.work(number), "c_1", [1, 9]))
            done(store.present(counted.work(number), "c_1", 1))
        for of_one in (True, False):
            done(store.who_reacted(counted.work(0), "c_1", 1, After("x", 100), 50, of_one=of_one))
        counted.change(0, store.react, many + 1)
        counted.change(150, store.unreact, many + 2)
        assert counted.db.execute("SELECT users FROM reaction_counts").fetchall() == [(many,)]
        return counted.hundreds


def test_neither_showing_nor_listing_nor_changing_reads_all_reactions_to_a_message() -> None:
    assert 0 < steps(20_000) < steps(200) * 1.5


def test_reactions_from_before_there_was_an_order_keep_the_one_of_their_time() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        files = migrations.files()
        for number, text in files:
            if number < 21:
                db.executescript(text)
        db.executemany(
            "INSERT INTO reactions VALUES ('c_1', ?, ?, ?, ?)",
            [
                (1, "x", "u_1", 30),
                (1, "x", "u_2", 10),
                (1, "x", "u_3", 20),
                (1, "y", "u_1", 40),
                (2, "x", "u_1", 5),
            ],
        )
        db.executescript(dict(files)[21])

        rows = db.execute(
            "SELECT seq, emoji, user_id, entry FROM reactions ORDER BY seq, emoji, entry"
        ).fetchall()
        counts = db.execute("SELECT seq, emoji, users FROM reaction_counts ORDER BY seq, emoji").fetchall()

    assert rows[:3] == [(1, "x", "u_2", 1), (1, "x", "u_3", 2), (1, "x", "u_1", 3)]
    assert rows[3:] == [(1, "y", "u_1", 1), (2, "x", "u_1", 1)]
    assert counts == [(1, "x", 3), (1, "y", 1), (2, "x", 1)]
