"""What does the doctor say about one thing?"""

from typing import Literal, NamedTuple

State = Literal["good", "odd", "bad"]


class Finding(NamedTuple):
    """How one thing is, and how to mend it when it is not good."""

    state: State
    what: str
    mend: str = ""


def good(what: str) -> Finding:
    """As it should be."""
    return Finding("good", what)


def odd(what: str, mend: str) -> Finding:
    """It works; somebody should look at it."""
    return Finding("odd", what, mend)


def bad(what: str, mend: str) -> Finding:
    """It does not work, or not for long."""
    return Finding("bad", what, mend)
