"""What happens to a group and its members?"""

from tokenim.catalogue.event import Event, listed


@listed
class ConversationUpdated(Event, frozen=True):
    """The name, description, avatar or settings of a group changed; only changed fields are present."""

    kind = "conversation.updated"

    name: str | None = None
    description: str | None = None
    avatar_url: str | None = None
    history: str | None = None


@listed
class ConversationDissolved(Event, frozen=True):
    """The group was dissolved; nothing can be written any more."""

    kind = "conversation.dissolved"


@listed
class MemberJoined(Event, frozen=True):
    """Users became members of the group."""

    kind = "member.joined"

    user_ids: list[str]


@listed
class MemberLeft(Event, frozen=True):
    """A member left the group, or was removed when `by` is somebody else. The last event that this member receives."""

    kind = "member.left"

    user_id: str


@listed
class MemberRoleChanged(Event, frozen=True):
    """A member got another role; a transfer of the group tells two of these."""

    kind = "member.role_changed"

    user_id: str
    role: str
