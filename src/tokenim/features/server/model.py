"""How does an application name users, and for whom it acts?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
UserRef = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=limits.EXTERNAL_ID_CHARS,
        description="The id that this server gave the user (`u_…`), or your own id of the user",
    ),
]
USABLE = (errors.USER_NOT_FOUND, errors.USER_DELETED, errors.USER_PROTECTED, errors.AUTH_SUSPENDED)
MEMBER = (*USABLE, errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER)


class KnownUser(msgspec.Struct, forbid_unknown_fields=True):
    """Which user."""

    user_id: UserRef


class ActAs(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """For which user the application acts."""

    act_as: UserRef


class InConversation(ActAs):
    """Names a conversation of that user."""

    conversation_id: Id
