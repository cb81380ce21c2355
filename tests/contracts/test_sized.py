"""Does a database read no more than a page needs?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.unit import ADAPTERS
from tokenim.kernel.unit_of_work import Sized


@pytest.mark.parametrize("name", ADAPTERS)
async def test_a_sized_query_ends_with_the_row_that_passes_its_size(name: str, tmp_path: Path) -> None:
    numbers = """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
        SELECT i, CASE WHEN i > 0 THEN '0123456789' END FROM n"""

    async with ADAPTERS[name](tmp_path) as store:
        some, all_, one = await store.database.read(
            Sized(numbers, {}, 1, 35), Sized(numbers, {}, 1, 10_000), Sized(numbers, {}, 1, 0)
        )

    assert [row[0] for row in some] == [1, 2, 3, 4]
    assert len(all_) == 100
    assert len(one) == 1
