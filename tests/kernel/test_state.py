"""Does a node keep one thing for each key?"""

from __future__ import annotations

import pytest

from tokenim.kernel.state import Key, State

COUNT: Key[int] = Key("count")
NAME: Key[str] = Key("name")


def test_what_is_put_there_is_found_by_its_key() -> None:
    state = State()

    assert state.put(COUNT, 3) == 3
    state.put(NAME, "alice")

    assert (state[COUNT], state[NAME]) == (3, "alice")


def test_two_states_know_nothing_of_each_other() -> None:
    one, other = State(), State()
    one.put(COUNT, 1)
    other.put(COUNT, 2)

    assert (one[COUNT], other[COUNT]) == (1, 2)


def test_a_key_is_itself_and_not_its_name() -> None:
    state = State()
    state.put(COUNT, 1)

    assert Key("count") not in state


def test_what_nobody_put_there_is_named() -> None:
    with pytest.raises(KeyError, match="Key\\('name'\\)"):
        State()[NAME]


def test_a_second_thing_for_a_key_is_refused_and_changes_nothing() -> None:
    state = State()
    state.put(COUNT, 1)

    with pytest.raises(ValueError, match=r"Key\('count'\) is on this node already\."):
        state.put(COUNT, 2)
    assert state[COUNT] == 1
