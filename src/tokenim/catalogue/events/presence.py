"""Who comes and goes?"""

from tokenim.catalogue.event import Event, Time, listed


@listed
class PresenceChanged(Event, frozen=True):
    """A watched user came online or went offline."""

    kind = "presence.changed"
    durable = False
    audience = "watchers"

    user_id: str
    online: bool
    last_seen_at: Time | None = None
