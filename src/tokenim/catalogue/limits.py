"""Which numbers bound a client? Each is an `int` that knows its name, unit and meaning."""

from typing import Self


class Limit(int):
    """A bound that clients meet; `name`, `unit` and `text` appear in the reference."""

    name: str
    unit: str
    text: str

    def __new__(cls, value: int, name: str, unit: str, text: str) -> Self:
        limit = super().__new__(cls, value)
        limit.name, limit.unit, limit.text = name, unit, text
        LIMITS[name] = limit
        return limit


LIMITS: dict[str, Limit] = {}

ID_CHARS = Limit(64, "id.chars", "characters", "Length of any id that a client sends")
CLIENT_ID_CHARS = Limit(64, "client_id.chars", "characters", "Length of the client_id of a message")
IDEMPOTENCY_KEY_CHARS = Limit(200, "idempotency_key.chars", "characters", "Length of an Idempotency-Key")
BODY_BYTES = Limit(131_072, "request.body_bytes", "bytes", "Size of a request body")
FRAME_BYTES = Limit(65_536, "socket.frame_bytes", "bytes", "Size of a WebSocket message from a client")
PAGE_DEFAULT = Limit(50, "page.default", "items", "Items of a list page when the client does not say")
PAGE_ITEMS = Limit(200, "page.items", "items", "Items of a list page at most")
HISTORY_ITEMS = Limit(1_000, "history.items", "entries", "Messages or entries in one page of history at most")
NAME_CHARS = Limit(100, "name.chars", "characters", "Length of a display name or group name")
TEXT_CHARS = Limit(20_000, "message.text_chars", "characters", "Length of the text of a message")
CAPTION_CHARS = Limit(2_000, "message.caption_chars", "characters", "Length of captions, titles and descriptions")
URL_CHARS = Limit(2_048, "url.chars", "characters", "Length of a URL")
CUSTOM_BYTES = Limit(16_384, "message.custom_bytes", "bytes", "Size of the data of a custom message")
FIELDS = Limit(50, "profile.fields", "fields", "Custom fields of a profile")
FIELD_CHARS = Limit(1_000, "profile.field_chars", "characters", "Length of a custom profile field")
MENTIONS = Limit(100, "message.mentions", "users", "Users mentioned in one message")
EMOJI_CHARS = Limit(64, "reaction.chars", "characters", "Length of a reaction")
REACTIONS = Limit(50, "message.reactions", "reactions", "Different reactions on one message")
MEMBERS_AT_ONCE = Limit(1_000, "members.at_once", "users", "Members named in one request")
GROUP_MEMBERS = Limit(100_000, "group.members", "members", "Members of one group")
RESUME_STREAMS = Limit(2_000, "resume.streams", "streams", "Streams named in one resume")
RESUME_ENTRIES = Limit(5_000, "resume.entries", "entries", "Entries replayed in one resume, all streams together")
SYNC_CONVERSATIONS = Limit(1_000, "sync.conversations", "conversations", "Changed conversations in one sync page")
WATCHED_USERS = Limit(500, "presence.watched", "users", "Users whose presence one socket may watch")
