"""What do the parts of this feature share? Set once when the node starts."""

from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service.attempts import Attempts
from tokenim.features.auth.service.gate import Gate
from tokenim.features.auth.service.passwords import Hasher
from tokenim.kernel.ports import Revoker
from tokenim.kernel.unit_of_work import Read

settings: Settings
hasher: Hasher
gate: Gate
by_name: Attempts
by_address: Attempts


def configure(chosen: Settings, read: Read, revoker: Revoker, hasher_: Hasher | None = None) -> Gate:
    """Start the feature on this node and return its `Authenticator`; call it before the first request."""
    global settings, hasher, gate, by_name, by_address
    settings = chosen
    hasher = hasher_ or Hasher()
    gate = Gate(read, revoker)
    by_name = Attempts(chosen.login_attempts_per_minute)
    # Many people may share one address.
    by_address = Attempts(10 * chosen.login_attempts_per_minute)
    return gate
