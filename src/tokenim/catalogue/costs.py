"""What does a call cost its caller? So many tokens of the rate, by the class of its operation.

To that comes one token for each 8,192 bytes of the request and for each 65,536 of the answer. A call goes through while there
is one token; what it costs more delays the next one.
"""

from typing import NamedTuple

REQUEST_BYTES = 8_192
ANSWER_BYTES = 65_536


class Cost(NamedTuple):
    """A class of operations that cost the same."""

    name: str
    tokens: int
    text: str


CALL = Cost("call", 1, "Reads or changes one thing")
PAGE = Cost("page", 2, "Reads a page of a list, or many things at once")
SEARCH = Cost("search", 5, "Looks through much: searches, lists of conversations, what changed, lists for administrators")
MANY = Cost("many", 10, "Changes many things at once")
PASSWORD = Cost("password", 10, "Compares or stores a password, which is slow on purpose")
CHAIN = Cost("chain", 100, "Reads the whole audit log")

CLASSES = (CALL, PAGE, SEARCH, MANY, PASSWORD, CHAIN)

COSTS: dict[str, Cost] = {
    "admin.apps.list": PAGE,
    "admin.audit.list": SEARCH,
    "admin.audit.verify": CHAIN,
    "admin.users.list": SEARCH,
    "auth.change_password": PASSWORD,
    "auth.login": PASSWORD,
    "auth.register": PASSWORD,
    "auth.sessions": PAGE,
    "conversations.list": SEARCH,
    "conversations.read_several": MANY,
    "entries.list": PAGE,
    "entries.mine": PAGE,
    "members.list": PAGE,
    "messages.list": PAGE,
    "messages.revisions": PAGE,
    "pins.list": PAGE,
    "presence.get": PAGE,
    "presence.watch": PAGE,
    "reactions.list": PAGE,
    "server.conversations.list": SEARCH,
    "server.messages.list": PAGE,
    "server.users.create": PASSWORD,
    "server.users.list": SEARCH,
    "sync": SEARCH,
    "users.delete": PASSWORD,
    "users.search": SEARCH,
}
"""The class of each operation that costs more than a `call`."""


def of(name: str) -> Cost:
    """Return the class of an operation."""
    return COSTS.get(name, CALL)
