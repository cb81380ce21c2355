"""Does a cursor come back as it was given, and is everything else refused?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.world import refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import page


@given(st.tuples(st.integers(-(2**63), 2**63 - 1), st.text()))
def test_a_cursor_gives_its_key_back(key: tuple[int, str]) -> None:
    cursor = page.pack(*key)

    assert page.unpack(cursor, tuple[int, str]) == key
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "cursor", ["!", "a", "é", "bm9uc2Vuc2U", "W10", "WzFd", "eyJhIjoxfQ", "====", "\n", "AA+/", "[" * 512]
)
def test_what_no_list_gave_is_refused(cursor: str) -> None:
    with refused(errors.CURSOR_INVALID):
        page.unpack(cursor, tuple[int, str])


@given(st.text(max_size=40), st.sampled_from([tuple[int, str], tuple[str]]))
def test_any_text_is_a_cursor_or_is_refused(text: str, shape: Any) -> None:
    try:
        key = page.unpack(text, shape)
    except TokenIMError as error:
        assert error.code is errors.CURSOR_INVALID  # noqa: PT017
    else:
        assert isinstance(key, tuple)
