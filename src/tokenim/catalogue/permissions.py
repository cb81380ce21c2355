"""What may a caller be granted, and who is granted what?

Two gates, in this order: *granted?* is asked here, once per call, from the caller's role or key; *may?* depends on the
conversation and is asked by the policy of the feature.
"""

from enum import StrEnum, unique

_ADDED: dict[object, "Permission"] = {}


@unique
class Permission(StrEnum):
    """`resource:action`, in alphabetical order."""

    ADMIN_APPLICATIONS = "admin:applications"
    ADMIN_AUDIT = "admin:audit"
    ADMIN_USERS = "admin:users"
    CONVERSATIONS_MANAGE = "conversations:manage"
    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_SEND = "messages:send"
    PRESENCE_READ = "presence:read"
    PUBLIC = "public"
    SERVER_ACT_AS = "server:act_as"
    SERVER_DELETE = "server:delete"
    SERVER_GROUPS = "server:groups"
    SERVER_READ = "server:read"
    SERVER_SUSPEND = "server:suspend"
    SERVER_TOKENS = "server:tokens"
    SERVER_USERS = "server:users"
    SESSIONS_MANAGE = "sessions:manage"
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"

    @classmethod
    def _missing_(cls, value: object) -> "Permission | None":
        """Return a permission that was added, so that requests and stored grants may name it."""
        return _ADDED.get(value)


_BY_NAME = {permission.value: permission for permission in Permission}

SENTENCES: dict[Permission, str] = {
    Permission.ADMIN_APPLICATIONS: "Create, list and revoke the keys of applications",
    Permission.ADMIN_AUDIT: "Read the record of what administrators and applications did",
    Permission.ADMIN_USERS: "See, suspend, restore and delete any user",
    Permission.CONVERSATIONS_MANAGE: "Create groups, change them and their members",
    Permission.CONVERSATIONS_READ: "See conversations and their members",
    Permission.CONVERSATIONS_WRITE: "Mark as read, pin and mute conversations",
    Permission.MESSAGES_READ: "Read messages",
    Permission.MESSAGES_SEND: "Send, edit, recall, pin and react to messages",
    Permission.PRESENCE_READ: "See who is online",
    Permission.PUBLIC: "Anybody, without logging in",
    Permission.SERVER_ACT_AS: "Send and recall messages, open conversations and make groups for a user",
    Permission.SERVER_DELETE: "Delete users",
    Permission.SERVER_GROUPS: "Change and dissolve groups, add and remove members for a user",
    Permission.SERVER_READ: "Read conversations and messages for a user",
    Permission.SERVER_SUSPEND: "Suspend and restore users, end their sessions",
    Permission.SERVER_TOKENS: "Create access tokens for users",
    Permission.SERVER_USERS: "Create, find and update users",
    Permission.SESSIONS_MANAGE: "See and end the own sessions, change the password",
    Permission.USERS_READ: "See the profiles of users",
    Permission.USERS_WRITE: "Change or delete the own profile",
}

_ANYBODY = frozenset({Permission.PUBLIC})
_USER = _ANYBODY | {
    Permission.CONVERSATIONS_MANAGE,
    Permission.CONVERSATIONS_READ,
    Permission.CONVERSATIONS_WRITE,
    Permission.MESSAGES_READ,
    Permission.MESSAGES_SEND,
    Permission.PRESENCE_READ,
    Permission.SESSIONS_MANAGE,
    Permission.USERS_READ,
    Permission.USERS_WRITE,
}
_SERVER = _ANYBODY | {
    Permission.SERVER_ACT_AS,
    Permission.SERVER_DELETE,
    Permission.SERVER_GROUPS,
    Permission.SERVER_READ,
    Permission.SERVER_SUSPEND,
    Permission.SERVER_TOKENS,
    Permission.SERVER_USERS,
}

ROLES: dict[str, frozenset[Permission]] = {
    "anonymous": _ANYBODY,
    "user": _USER,
    "admin": _USER | {Permission.ADMIN_APPLICATIONS, Permission.ADMIN_AUDIT, Permission.ADMIN_USERS},
    "application": _SERVER,
}

DELEGATED: dict[str, frozenset[Permission]] = {
    "anonymous": frozenset(),
    "user": frozenset(),
    "admin": ROLES["admin"],
    "application": ROLES["user"],
}
"""The most that a caller of this role may make another one do: act for it, let it in, change or end it.

So an application reaches every user and no administrator: nobody becomes more than was granted.
"""


def known(name: str) -> Permission | None:
    """Return the permission of this name, if there is one."""
    return _BY_NAME.get(name) or _ADDED.get(name)


def permission(name: str, sentence: str, *, roles: tuple[str, ...] = ("user",)) -> Permission:
    """Return a new permission of a feature from outside, held by these roles from now on in this process.

    What users may, administrators and the sessions that an application grants may too. `sentence` says what it allows.
    Raise `ValueError` where there is one of this name.
    """
    if known(name):
        raise ValueError(f"Two permissions are called {name}; give one of them another name")
    added = str.__new__(Permission, name)
    added._name_, added._value_ = name.upper().replace(":", "_"), name
    _ADDED[name] = added
    SENTENCES[added] = sentence
    for role in {*roles, *(("admin",) if "user" in roles else ())}:
        ROLES[role] |= {added}
    DELEGATED.update(admin=ROLES["admin"], application=ROLES["user"])
    return added
