"""What happens to a user?"""

from tokenim.catalogue.event import Event, listed


@listed
class ProfileChanged(Event, frozen=True):
    """The user changed their profile; read it again."""

    kind = "profile.changed"
    audience = "user"


@listed
class UserDeleted(Event, frozen=True):
    """The user was deleted; the last event of the stream."""

    kind = "user.deleted"
    audience = "user"


@listed
class UserChanged(Event, frozen=True):
    """Somebody who shares a conversation with the user changed their profile, or was deleted; read the profile again.

    Told to some people at most: who must know asks again after a while.
    """

    kind = "user.changed"
    durable = False
    audience = "user"

    user_id: str
