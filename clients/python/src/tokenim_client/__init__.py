"""The Python client of TokenIM: requests over HTTP, events and messages over a socket that repairs itself."""

from tokenim_client.client import Client
from tokenim_client.errors import Ended, NotConnected, TokenIMError, Unsettled
from tokenim_client.events import RESYNC, Event
from tokenim_client.live import Live, Sending
from tokenim_client.positions import FilePositions, MemoryPositions, Positions, Saved
from tokenim_client.shapes import Conversation, Member, Message, Page, Tokens, User

__version__ = "0.1.0"

__all__ = [
    "RESYNC",
    "Client",
    "Conversation",
    "Ended",
    "Event",
    "FilePositions",
    "Live",
    "Member",
    "MemoryPositions",
    "Message",
    "NotConnected",
    "Page",
    "Positions",
    "Saved",
    "Sending",
    "TokenIMError",
    "Tokens",
    "Unsettled",
    "User",
]
