"""What can be done with conversations? Other features come in through here."""

from tokenim.features.conversations.policy import may_leave, may_read, may_write
from tokenim.features.conversations.service.cache import CACHE, Cache, cached, get
from tokenim.features.conversations.service.consent import ADDING, Adding
from tokenim.features.conversations.service.cursors import (
    hiding,
    mark_delivered,
    mark_read,
    prefer,
    typing,
)
from tokenim.features.conversations.service.invitations import accept, decline
from tokenim.features.conversations.service.lifecycle import (
    add_members,
    create_group,
    dissolve,
    open_direct,
    remove_member,
    set_role,
    update,
)
from tokenim.features.conversations.service.reading import (
    as_shown,
    changed,
    listed,
    member_of,
    member_view,
    others,
    outranks,
    page_of,
    sharing_conversation,
    streams_of,
    view,
    views,
)
from tokenim.features.conversations.store import READ_BY_SENDING

__all__ = [
    "ADDING",
    "CACHE",
    "READ_BY_SENDING",
    "Adding",
    "Cache",
    "accept",
    "add_members",
    "as_shown",
    "cached",
    "changed",
    "create_group",
    "decline",
    "dissolve",
    "get",
    "hiding",
    "listed",
    "mark_delivered",
    "mark_read",
    "may_leave",
    "may_read",
    "may_write",
    "member_of",
    "member_view",
    "open_direct",
    "others",
    "outranks",
    "page_of",
    "prefer",
    "remove_member",
    "set_role",
    "sharing_conversation",
    "streams_of",
    "typing",
    "update",
    "view",
    "views",
]
