"""What is to be tried?"""

from __future__ import annotations

from dataclasses import dataclass, field

from tokenim.proof.crowd.scenario import Size


@dataclass(frozen=True)
class Plan:
    """How long, by how many, and what is broken meanwhile; without a `url` a server of its own is started."""

    seconds: float = 20.0
    size: Size = field(default_factory=Size)
    seed: int = 1
    cuts: int = 6
    kills: int = 0
    stops: int = 0
    freezes: int = 0
    url: str = ""
    key: str = ""
    settle_seconds: float = 30.0
    """After so long it is given up that every device will ever hold everything."""


class CannotRun(Exception):
    """Nothing could be tried, and why."""
