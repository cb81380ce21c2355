"""How do clients send?"""

from typing import get_args

from tokenim.catalogue import errors
from tokenim.catalogue.events import MessageSent
from tokenim.catalogue.permissions import Permission
from tokenim.features.messages import service
from tokenim.features.messages.api.shapes import WRITE, MessageAccepted, Send, SendMessage
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

_TEXT = {
    "conversation_id": "$group",
    "client_id": "$client_id",
    "type": "text",
    "content": {"text": "Hello!"},
}

TYPES = {shape: str(shape.__struct_config__.tag) for shape in get_args(SendMessage)}


def message(body: Send) -> MessageSent:
    """Return what the request wants to send."""
    return MessageSent(
        type=TYPES[body.__class__], content=body.content, reply_to=body.reply_to, mentions=body.mentions,
        mentions_all=body.mentions_all,
    )  # fmt: skip


@operation(
    "messages.send",
    http="POST /conversations/{conversation_id}/messages",
    permission=Permission.MESSAGES_SEND,
    status=201,
    location="/conversations/{conversation_id}/messages/{seq}",
    replay=False,
    errors=(*WRITE, errors.CLIENT_ID_REUSED, errors.REPLY_NOT_FOUND, errors.MENTION_NOT_A_MEMBER, errors.STORAGE_FULL),
    examples=(
        Example("A text", _TEXT),
        Example("A text that mentions Bob and replies", _TEXT | {"mentions": ["$bob"], "reply_to": 1}),
        Example(
            "A picture",
            _TEXT
            | {"type": "image", "content": {"url": "https://example.com/cat.webp", "width": 800, "height": 600}},
        ),
        Example("A voice note", _TEXT | {"type": "voice", "content": {"url": "/v.ogg", "duration_ms": 2100}}),
        Example("A video", _TEXT | {"type": "video", "content": {"url": "/v.mp4", "caption": "Look"}}),
        Example("A file", _TEXT | {"type": "file", "content": {"url": "/f.pdf", "name": "plan.pdf"}}),
        Example("A place", _TEXT | {"type": "location", "content": {"latitude": 52.52, "longitude": 13.4}}),
        Example("A card", _TEXT | {"type": "card", "content": {"title": "Bob", "user_id": "$bob"}}),
        Example("Your own kind", _TEXT | {"type": "custom", "content": {"kind": "poll", "data": {"options": 3}}}),
        Example("Empty text", _TEXT | {"content": {"text": ""}}, errors.REQUEST_INVALID),
        Example("Nothing to see", _TEXT | {"content": {"text": " \u200b"}}, errors.REQUEST_INVALID),
        Example("A picture that is a program", _TEXT | {"type": "image", "content": {"url": "javascript:alert(1)"}},
                errors.REQUEST_INVALID),
        Example("Not a member", _TEXT | {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
        Example("No such conversation", _TEXT | {"conversation_id": "$unknown_conversation"},
                errors.CONVERSATION_NOT_FOUND),
        Example("A reply to nothing", _TEXT | {"reply_to": 1000000}, errors.REPLY_NOT_FOUND),
        Example("Mentions an outsider", _TEXT | {"mentions": ["$carol"]}, errors.MENTION_NOT_A_MEMBER),
    ),
)  # fmt: skip
async def send(work: Work, body: SendMessage) -> MessageAccepted:
    """Send a message. The answer means that it is stored durably.

    A retry with the same `client_id` gets the same answer, for ever. With other content it is refused.
    """
    entry = await service.send(work, body.conversation_id, body.client_id, message(body))
    return MessageAccepted(entry.stream, entry.seq, rfc3339(entry.at))
