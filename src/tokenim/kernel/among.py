"""How does a statement take a list? As one value, so that its text is the same however many there are.

These two texts are the only ones for it. They are SQLite's; an adapter for another database knows their shape and puts its
own in their place (`= ANY (…)`, a table of the items of a JSON list).
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


def rows(name: str, /, **columns: type[str] | type[int]) -> str:
    """Return a table of the rows of the list `:name`, which `packed_rows` made: `place` from 0, and columns of these types."""
    items = (
        (f"json_extract(value, '$[{number}]')", column, kind)
        for number, (column, kind) in enumerate(columns.items())
    )
    named = ", ".join(
        f"{item if kind is str else f'CAST({item} AS BIGINT)'} AS {column}" for item, column, kind in items
    )
    return f"(SELECT key AS place, {named} FROM json_each(:{name}))"


def packed_rows(rows: Iterable[Sequence[str | int]]) -> str:
    """Return rows as the value of `rows`."""
    return _encode(list(rows)).decode()
