"""Does a list reach a statement as it is, however long?"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.ground import Ground
from tokenim.kernel.among import among, packed, packed_rows, rows

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=20)
AMONG = f"SELECT name FROM {rows('all', name=str)} a WHERE {among('name', 'wanted')} ORDER BY place"
ROWS = f"SELECT place, stream, seq FROM {rows('wanted', stream=str, seq=int)} r ORDER BY place"


@pytest.mark.parametrize("count", [0, 1, 3, 2_000])
async def test_what_is_in_the_list_is_found_and_nothing_else(ground: Ground, count: int) -> None:
    known = [f"c_{number}" for number in range(3_000)]
    wanted = [*known[:count], 'a "quoted" one', "nowhere"]

    found = await ground.work().all(AMONG, all=packed_rows([name] for name in known), wanted=packed(wanted))

    assert [row[0] for row in found] == known[:count]


async def test_a_text_with_a_nul_finds_nothing_not_even_its_beginning(ground: Ground) -> None:
    assert await ground.work().all(AMONG, all=packed_rows([["u_alice"]]), wanted=packed(["u_alice\0"])) == []


async def test_rows_keep_their_places_and_the_largest_numbers(ground: Ground) -> None:
    wanted: list[tuple[str, int]] = [("c_2", 2**63 - 1), ("c_1", 0), ("c_2", 7)]

    found = await ground.work().all(ROWS, wanted=packed_rows(wanted))

    assert found == [(place, *row) for place, row in enumerate(wanted)]


@given(TEXTS)
def test_any_texts_make_one_value_without_those_that_hold_a_nul(texts: list[str]) -> None:
    assert json.loads(packed(texts)) == [text for text in texts if "\0" not in text]
