"""Where may a test break the server? Named points that do nothing unless `TOKENIM_FAULT=name:n:action` asks for one.

Actions: `kill` ends the process at once as SIGKILL does, `raise` raises `OSError`. The n-th hit of the point counts.
"""

import os
import signal
from collections import Counter

armed = False
"""Whether a point was chosen; where every message passes, this is looked at first."""

_name, _nth, _action = "", 0, ""
_hits: Counter[str] = Counter()


def arm(setting: str) -> None:
    """Choose the point, the hit and the action; an empty setting disarms."""
    global armed, _name, _nth, _action
    name, _, rest = setting.partition(":")
    nth, _, action = rest.partition(":")
    armed, _name = bool(setting), name
    _nth, _action = int(nth or 1), action or "kill"
    _hits.clear()


def hit(name: str) -> None:
    """Pass the point `name`."""
    if name != _name:
        return
    _hits[name] += 1
    if _hits[name] != _nth:
        return
    if _action == "raise":
        raise OSError(f"fault at {name}")
    os.kill(os.getpid(), signal.SIGKILL)


if os.environ.get("TOKENIM_FAULT"):
    arm(os.environ["TOKENIM_FAULT"])
