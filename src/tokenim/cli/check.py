"""What does the doctor say about one thing?"""

from typing import Literal, NamedTuple

State = Literal["ok", "warn", "fail"]


class Finding(NamedTuple):
    """How one thing is, and how to mend it when it is not ok."""

    state: State
    what: str
    mend: str = ""


def ok(what: str) -> Finding:
    """As it should be."""
    return Finding("ok", what)


def warn(what: str, mend: str) -> Finding:
    """It works; somebody should look at it."""
    return Finding("warn", what, mend)


def fail(what: str, mend: str) -> Finding:
    """It does not work, or not for long."""
    return Finding("fail", what, mend)
