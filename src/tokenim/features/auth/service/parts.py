"""What do the parts of this feature share? Set once when the node starts."""

import math

from tokenim.catalogue.refusal import Limited
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service.attempts import Attempts
from tokenim.features.auth.service.gate import Gate
from tokenim.features.auth.service.guard import MINUTE, Guard
from tokenim.features.auth.service.passwords import Hasher
from tokenim.kernel.ports import Connected
from tokenim.kernel.ratelimit import policies
from tokenim.kernel.unit_of_work import Read

settings: Settings
hasher: Hasher
gate: Gate
guard: Guard
registrations: Attempts


def configure(chosen: Settings, read: Read, connected: Connected, hasher_: Hasher | None = None) -> Gate:
    """Start the feature on this node and return its `Authenticator`; call it before the first request."""
    global settings, hasher, gate, guard, registrations
    settings = chosen
    hasher = hasher_ or Hasher()
    gate = Gate(read, connected, policies(chosen))
    guard = Guard(chosen.login_attempts_per_minute)
    registrations = Attempts(_registrations(chosen))
    return gate


def _registrations(chosen: Settings) -> Limited:
    window = math.ceil(MINUTE * chosen.registrations_burst / chosen.registrations_per_minute)
    return Limited("registrations", chosen.registrations_burst, window)
