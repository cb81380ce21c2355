"""Is every body of every operation read as JSON says, or refused as documented?"""

from __future__ import annotations

from tests.fuzz import harness

with harness.instrumented():
    import msgspec

    from tokenim.catalogue import errors
    from tokenim.kernel.examples import SAMPLES, filled
    from tokenim.stack import OPERATIONS


NAMES = sorted(OPERATIONS)
REFUSALS = (errors.REQUEST_INVALID, errors.REQUEST_MALFORMED, errors.REQUEST_TOO_DEEP)
SEEDS = [
    bytes([number]) + msgspec.json.encode(filled(example.body, SAMPLES))
    for number, name in enumerate(NAMES)
    for example in OPERATIONS[name].examples[:1]
]


def one(data: bytes) -> None:
    """Read bytes as the body of the operation that the first of them names."""
    if not data:
        return
    operation, raw = OPERATIONS[NAMES[data[0] % len(NAMES)]], data[1:]
    body = harness.allowed(lambda: operation.decode(raw), *REFUSALS)
    if body is None:
        return
    harness.without_repeats(raw or b"{}")
    assert operation.decode(msgspec.json.encode(body)) == body, (operation.name, raw)


if __name__ == "__main__":
    harness.main(one, SEEDS)
