"""How are conversations and members kept? One file per question; features ask through here."""

from tokenim.features.conversations.store.invitations import (
    decline,
    invited_by,
    sharing_accepted_conversation,
    who_declined,
    with_many_invitations,
)
from tokenim.features.conversations.store.kept import add, by_pair, count_members, get, update
from tokenim.features.conversations.store.listing import (
    changed,
    expect_view,
    listed,
    one_listed,
    standing,
)
from tokenim.features.conversations.store.members import (
    READ_BY_SENDING,
    add_member,
    member,
    members,
    move_delivered,
    move_read,
    preferences,
    remove_member,
    sharing_conversation,
    streams_of,
    update_member,
)

__all__ = [
    "READ_BY_SENDING",
    "add",
    "add_member",
    "by_pair",
    "changed",
    "count_members",
    "decline",
    "expect_view",
    "get",
    "invited_by",
    "listed",
    "member",
    "members",
    "move_delivered",
    "move_read",
    "one_listed",
    "preferences",
    "remove_member",
    "sharing_accepted_conversation",
    "sharing_conversation",
    "standing",
    "streams_of",
    "update",
    "update_member",
    "who_declined",
    "with_many_invitations",
]
