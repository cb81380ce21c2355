"""Which numbers bound a client? Plain numbers in the code; `LIMITS` knows their names, units and meanings."""

from typing import NamedTuple


class Limit(NamedTuple):
    """A bound that clients meet, as the reference shows it."""

    value: int
    unit: str
    text: str


LIMITS: dict[str, Limit] = {}


def _limit(value: int, name: str, unit: str, text: str) -> int:
    if name in LIMITS:
        raise ValueError(f"Two limits are called {name}; give one of them another name")
    LIMITS[name] = Limit(value, unit, text)
    return value


ID_CHARS = _limit(64, "id.chars", "characters", "Length of any id that a client sends")
CLIENT_ID_CHARS = _limit(64, "client_id.chars", "characters", "Length of the client_id of a message")
IDEMPOTENCY_KEY_CHARS = _limit(200, "idempotency_key.chars", "characters", "Length of an Idempotency-Key")
BODY_BYTES = _limit(
    327_680, "request.body_bytes", "bytes",
    "Size of a request body; the longest message fits in any way of writing JSON (12 bytes for an escaped emoji)",
)
HEADER_BYTES = _limit(32_768, "request.header_bytes", "bytes", "Size of the target and headers of a request")
FRAME_BYTES = _limit(
    BODY_BYTES, "socket.frame_bytes", "bytes",
    "Size of a WebSocket message from a client, the same as of a request body; a larger one is refused and not carried out",
)
FRAME_BYTES_AT_MOST = _limit(
    393_216, "socket.frame_bytes_at_most", "bytes", "Size above which a WebSocket message ends the socket, unread"
)
FRAME_VALUES = _limit(
    25_000, "socket.frame_values", "values", "Values, and commas in texts, of a MessagePack message above 8,192 bytes"
)
UNREAD_BYTES = _limit(
    16_777_216, "address.unread_bytes", "bytes",
    "HTTP answers that wait for clients of one address; the connection that would pass it is cut off",
)
UNREAD_SECONDS = _limit(
    30, "request.unread_seconds", "seconds", "How long an HTTP answer may wait for its client; then the connection is cut off"
)
PROBES_AT_ONCE = _limit(
    100, "probes.at_once", "requests", "Requests of `/healthz` and `/readyz` on one connection, at once; then reading pauses"
)
PROBES_A_SECOND = _limit(
    10, "probes.a_second", "requests", "Requests of `/healthz` and `/readyz` on one connection, sustained"
)
HELD_BYTES = _limit(
    262_144, "socket.held_bytes", "bytes",
    "Unanswered requests of one socket, each counted with 1,024 bytes more than its size; then reading pauses",
)
CONTROL_FRAMES = _limit(
    100, "socket.control_frames", "frames", "Pings and other frames that ask for nothing, at once; then reading pauses"
)
CONTROL_FRAMES_A_SECOND = _limit(
    10, "socket.control_frames_a_second", "frames", "Pings and other frames that ask for nothing, sustained"
)
REFUSED_FRAMES = _limit(
    50, "socket.refused_frames", "frames", "Frames that are no request of a known operation, at once; then the socket ends"
)
REFUSED_FRAMES_A_SECOND = _limit(
    1, "socket.refused_frames_a_second", "frames", "Frames that are no request of a known operation, sustained"
)
FRAGMENTS = _limit(4_096, "socket.fragments", "frames", "Fragments of one WebSocket message from a client")
PAGE_DEFAULT = _limit(50, "page.default", "items", "Items of a list page when the client does not say")
PAGE_ITEMS = _limit(200, "page.items", "items", "Items of a list page at most")
PAGE_BYTES = _limit(
    524_288, "page.bytes", "bytes",
    "Contents in one page of messages, entries, revisions or conversations: it ends early; what is larger comes alone",
)
IDS_AT_ONCE = _limit(100, "ids.at_once", "ids", "Users or conversations named in one request that reads or marks them")
HISTORY_ITEMS = _limit(1_000, "history.items", "entries", "Messages or entries in one page of history at most")
NAME_CHARS = _limit(100, "name.chars", "characters", "Length of a display name or group name")
TEXT_CHARS = _limit(20_000, "message.text_chars", "characters", "Length of the text of a message")
CAPTION_CHARS = _limit(2_000, "message.caption_chars", "characters", "Length of captions, titles and descriptions")
URL_CHARS = _limit(2_048, "url.chars", "characters", "Length of a URL")
CUSTOM_BYTES = _limit(16_384, "message.custom_bytes", "bytes", "Size of the data of a custom message")
EXTERNAL_ID_CHARS = _limit(200, "external_id.chars", "characters", "Length of a product's own id of a user")
USERNAME_CHARS = _limit(32, "username.chars", "characters", "Length of a user name; at least 3")
PASSWORD_BYTES = _limit(1_024, "password.bytes", "bytes", "Length of a password in UTF-8")
SESSIONS = _limit(100, "sessions.per_user", "sessions", "Sessions of one user; one more ends the oldest")
TICKETS = _limit(
    50, "tickets.unused", "tickets", "Unused tickets of one user or application; one more ends the oldest"
)
FIELD_NAME_CHARS = _limit(64, "profile.field_name_chars", "characters", "Length of the name of a custom profile field")
FIELDS = _limit(50, "profile.fields", "fields", "Custom fields of a profile")
FIELD_CHARS = _limit(1_000, "profile.field_chars", "characters", "Length of a custom profile field")
MENTIONS = _limit(100, "message.mentions", "users", "Users mentioned in one message")
EMOJI_CHARS = _limit(64, "reaction.chars", "characters", "Length of a reaction")
REACTIONS = _limit(50, "message.reactions", "reactions", "Different reactions on one message")
REACTIONS_OF_ONE = _limit(
    20, "message.reactions_of_one_user", "reactions", "Different reactions of one user on one message"
)
REACTION_USERS = _limit(
    50, "message.reaction_users", "users",
    "Users of one emoji that a message shows, the first who reacted, and the caller; `reactions.list` has all",
)
EDITS = _limit(500, "message.edits", "edits", "Edits of one message")
PINS = _limit(50, "conversation.pins", "messages", "Pinned messages of one conversation")
MEMBERS_AT_ONCE = _limit(1_000, "members.at_once", "users", "Members named in one request")
INVITATIONS = _limit(300, "invitations.open", "groups", "Groups of strangers that a user is in without having accepted")
DECLINED_DAYS = _limit(30, "invitations.declined_days", "days", "Who was declined may not add the user again for so long")
GROUP_MEMBERS = _limit(100_000, "group.members", "members", "Members of one group")
RESUME_STREAMS = _limit(1_000, "resume.streams", "streams", "Streams named in one resume")
RESUME_ENTRIES = _limit(5_000, "resume.entries", "entries", "Entries replayed in one resume, all streams together")
RESUME_BYTES = _limit(
    2_097_152, "resume.bytes", "bytes", "Contents of the entries replayed in one resume, all streams together"
)
SYNC_CONVERSATIONS = _limit(1_000, "sync.conversations", "conversations", "Changed conversations in one sync page")
WATCHED_USERS = _limit(500, "presence.watched", "users", "Users whose presence a user may watch")
