"""What can be done with messages? One file per use case; this is the door for other features."""

from tokenim.features.messages.service.change import edit, held, hide, recall, shaped
from tokenim.features.messages.service.points import EDITING, SENDING, Writing
from tokenim.features.messages.service.react import react, unreact
from tokenim.features.messages.service.reading import Order, get, history, reactions, revisions, shown
from tokenim.features.messages.service.send import send
from tokenim.features.messages.store import After

__all__ = [
    "EDITING",
    "SENDING",
    "After",
    "Order",
    "Writing",
    "edit",
    "get",
    "held",
    "hide",
    "history",
    "react",
    "reactions",
    "recall",
    "revisions",
    "send",
    "shaped",
    "shown",
    "unreact",
]
