"""How are sockets, tickets and sync tokens refused?"""

from tokenim.catalogue.refusal import code

SOCKET_HELLO_REQUIRED = code("socket.hello_required", 401, "The first frame must be hello with a ticket")
TICKET_INVALID = code("socket.ticket_invalid", 401, "The ticket is unknown, used or expired")
ORIGIN_REFUSED = code("socket.origin_refused", 403, "Pages of this origin may not connect")
SUBPROTOCOL_UNKNOWN = code(
    "socket.subprotocol_unknown", 400, "None of the offered subprotocols is spoken here",
)
SYNC_TOKEN_INVALID = code(
    "sync.token_invalid", 410, "The sync token is from before a restore, or was never given; sync without one",
)
