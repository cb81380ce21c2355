"""Where may a test break the server? Named points that do nothing unless `TOKENIM_FAULT=name:n:action` asks for one.

Actions: `kill` ends the process at once as SIGKILL does, `raise` raises `OSError`. The n-th hit of the point counts.
"""

import os
import signal
from typing import NamedTuple


class Fault(NamedTuple):
    """What is to happen at a point: at its `nth` hit from now on, the action."""

    name: str
    nth: int
    action: str


armed: list[Fault] = []
"""The fault that was chosen, if any; where every message passes, this is looked at first."""
_hits: list[str] = []


def arm(setting: str) -> None:
    """Choose the point, the hit and the action; an empty setting disarms."""
    armed.clear()
    _hits.clear()
    if setting:
        name, _, rest = setting.partition(":")
        nth, _, action = rest.partition(":")
        armed.append(Fault(name, int(nth or 1), action or "kill"))


def hit(name: str) -> None:
    """Pass the point `name`."""
    if not armed or name != armed[0].name:
        return
    _hits.append(name)
    if len(_hits) != armed[0].nth:
        return
    if armed[0].action == "raise":
        raise OSError(f"fault at {name}")
    os.kill(os.getpid(), signal.SIGKILL)


if os.environ.get("TOKENIM_FAULT"):
    arm(os.environ["TOKENIM_FAULT"])
