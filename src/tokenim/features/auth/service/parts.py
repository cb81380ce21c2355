"""What does this feature keep on a node?"""

import math

from tokenim.catalogue.refusal import Limited
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service.attempts import Attempts
from tokenim.features.auth.service.gate import Gate
from tokenim.features.auth.service.guard import MINUTE, Guard
from tokenim.features.auth.service.passwords import Hasher
from tokenim.kernel.ports import Connected
from tokenim.kernel.ratelimit import policies
from tokenim.kernel.state import Key
from tokenim.kernel.unit_of_work import Context, Work


class Parts:
    """Who comes in, by which passwords, and how often somebody may try."""

    def __init__(self, context: Context, connected: Connected, hasher: Hasher | None = None) -> None:
        settings = context.settings
        self.hasher = hasher or Hasher()
        self.gate = Gate(context, connected, policies(settings))
        self.guard = Guard(settings.login_attempts_per_minute)
        self.registrations = Attempts(_registrations(settings))


PARTS: Key[Parts] = Key("auth")


def of(work: Work) -> Parts:
    """Return the parts on the node of the unit of work."""
    return work.context.state[PARTS]


def _registrations(chosen: Settings) -> Limited:
    window = math.ceil(MINUTE * chosen.registrations_burst / chosen.registrations_per_minute)
    return Limited("registrations", chosen.registrations_burst, window)
