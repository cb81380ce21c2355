"""The state of this feature on a node: authenticator, password hasher, limits of guesses and registrations."""

import math

from tokenim.catalogue.refusal import Limited
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service.authenticator import TokenAuthenticator
from tokenim.features.auth.service.guard import MINUTE, Guard
from tokenim.features.auth.service.passwords import Hasher
from tokenim.features.auth.service.throttle import Throttle
from tokenim.kernel.ports import Connected
from tokenim.kernel.ratelimit import policies
from tokenim.kernel.state import Key
from tokenim.kernel.unit_of_work import Context, Work


class AuthState:
    """Who comes in, by which passwords, and how often somebody may try."""

    def __init__(self, context: Context, connected: Connected, hasher: Hasher | None = None) -> None:
        settings = context.settings
        self.hasher = hasher or Hasher()
        self.authenticator = TokenAuthenticator(context, connected, policies(settings))
        self.guard = Guard(settings.login_attempts_per_minute)
        self.registrations = Throttle(_registrations(settings))


AUTH: Key[AuthState] = Key("auth")


def of(work: Work) -> AuthState:
    """Return what the feature keeps on the node of the unit of work."""
    return work.context.state[AUTH]


def _registrations(chosen: Settings) -> Limited:
    window = math.ceil(MINUTE * chosen.registrations_burst / chosen.registrations_per_minute)
    return Limited("registrations", chosen.registrations_burst, window)
