"""How does a statement take a list? As one value, so that its text is the same however many there are.

These two texts are the only ones for it. They are SQLite's; an adapter for another database puts its own in their place
(`= ANY(:ids)`, `unnest`).
"""

from collections.abc import Iterable, Sequence

from msgspec.json import Encoder

_encode = Encoder().encode


def among(column: str, name: str) -> str:
    """Return the condition that a column holds one of the texts of the list `:name`, which `packed` made."""
    return f"{column} IN (SELECT value FROM json_each(:{name}))"


def packed(texts: Iterable[str]) -> str:
    """Return texts as the value of `among`. One with a NUL is left out: it would be cut there, and nothing is kept with one."""
    return _encode([text for text in texts if "\0" not in text]).decode()


def rows(name: str, *columns: str) -> str:
    """Return a table of the rows of the list `:name`, which `packed_rows` made: `place` from 0, and these columns."""
    named = ", ".join(
        f"json_extract(value, '$[{number}]') AS {column}" for number, column in enumerate(columns)
    )
    return f"(SELECT key AS place, {named} FROM json_each(:{name}))"


def packed_rows(rows: Iterable[Sequence[str | int]]) -> str:
    """Return rows as the value of `rows`."""
    return _encode(list(rows)).decode()
