"""The Python client of TokenIM: requests over HTTP, events and messages over a socket that repairs itself."""

from tokenim_client.client import Client
from tokenim_client.errors import Ended, NotConnected, TokenIMError, Unsettled
from tokenim_client.events import RESYNC
from tokenim_client.frames import event_of
from tokenim_client.kinds import Event, Kind
from tokenim_client.live import Live, Sending
from tokenim_client.positions import FilePositions, MemoryPositions, Positions, Saved
from tokenim_client.shapes import (
    Account,
    Conversation,
    Credentials,
    Member,
    Message,
    Page,
    Tokens,
    User,
)

__version__ = "0.1.0"

__all__ = [
    "RESYNC",
    "Account",
    "Client",
    "Conversation",
    "Credentials",
    "Ended",
    "Event",
    "FilePositions",
    "Kind",
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
    "event_of",
]
