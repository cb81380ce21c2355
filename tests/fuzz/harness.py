"""How does a target run alone? `python -m tests.fuzz.envelope SECONDS`: libFuzzer looks for bytes that break the oracle."""

from __future__ import annotations

import contextlib
import json
import random
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, TypeVar

from tokenim.catalogue.errors import Code, TokenIMError

try:
    import atheris
except ImportError:
    atheris = None

T = TypeVar("T")
MISSING = atheris is None


def instrumented() -> AbstractContextManager[Any]:
    """Watch which branches of our code are taken: what is imported within is instrumented."""
    if atheris is None:
        return contextlib.nullcontext()
    return atheris.instrument_imports(include=["tokenim"])  # type: ignore[no-any-return]


def main(one: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Try mutations of the seeds for as long as the command line says; end with an error at the first that breaks."""
    if atheris is None:
        sys.exit("atheris is not installed for this Python: pip install atheris")
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    kept = list(seeds)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        # Readers written in C show no branches, so that seeds would be forgotten: begin with one every other time.
        chance = random.Random(seed)
        begin = chance.choice(kept) if chance.random() < 0.5 else data
        for _ in range(chance.randint(1, 4)):
            begin = (
                _with_a_part_of(chance, begin, kept) if chance.random() < 0.3 else atheris.Mutate(begin, most)
            )
        return begin[:most]

    with TemporaryDirectory(prefix="tokenim-fuzz-") as corpus:
        for number, seed in enumerate(kept):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = [
            f"-max_total_time={seconds}",
            "-max_len=4096",
            f"-artifact_prefix={gettempdir()}/",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, corpus], one, custom_mutator=mutated)
        atheris.Fuzz()


def _with_a_part_of(chance: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Put a piece of another seed, or of itself, somewhere into the data."""
    other = chance.choice([*others, data])
    first, last = sorted(chance.randrange(len(other) + 1) for _ in range(2))
    place = chance.randrange(len(data) + 1)
    return data[:place] + other[first:last] + data[place:]


def allowed(read: Callable[[], T], *codes: Code) -> T | None:
    """Return what is read, or nothing where it is refused with one of the documented codes."""
    try:
        return read()
    except TokenIMError as refusal:
        if refusal.code not in codes:
            raise
        return None


def without_repeats(raw: bytes) -> Any:
    """Read JSON as Python does, and fail where an object has a key twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        assert len(found) == len(pairs), f"{raw!r} has a key twice and was accepted"
        return found

    return json.loads(raw, object_pairs_hook=once)
