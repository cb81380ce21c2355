"""How are the operations grouped for a reader? Groups in the order in which people need them, each with a sentence."""

TAGS: dict[str, str] = {
    "hello": "The first request on a socket",
    "auth": "Register, log in, renew tokens, change the password; the sessions of the caller",
    "tickets": "One-time tickets, by which a browser opens a socket",
    "users": "The caller's own account, and the profiles of others",
    "conversations": "Direct conversations and groups of the caller: list, open, read cursors, preferences",
    "messages": "Send, read, edit, recall and hide messages; what they were before",
    "reactions": "Emoji on messages",
    "pins": "Messages that a conversation keeps at hand for all of its members",
    "members": "Who is in a group: add, remove, roles",
    "groups": "Change, hand over and dissolve groups",
    "typing": "Tell the others that somebody writes",
    "presence": "Who is online",
    "sync": "Catch up with everything that changed since the last time",
    "entries": "The log of a conversation, entry by entry",
    "server.users": "For application servers: create, find and change users",
    "server.tokens": "For application servers: let a user in whom the application knows",
    "server.conversations": "For application servers: conversations on behalf of users",
    "server.groups": "For application servers: change and dissolve groups on behalf of users",
    "server.members": "For application servers: members of groups on behalf of users",
    "server.messages": "For application servers: messages on behalf of users",
    "admin.users": "For administrators: see, suspend, restore and delete users",
    "admin.apps": "For administrators: the keys of applications",
    "admin.audit": "For administrators: the record of what was done with power",
}
"""An operation belongs to the group that its name begins with: `messages.send` to `messages`."""
