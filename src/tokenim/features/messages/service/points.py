"""At which moments may features above refuse or change what is done with messages?"""

from typing import NamedTuple

from tokenim.catalogue.events import MessageSent
from tokenim.features.conversations.model import Conversation
from tokenim.kernel.hooks import Point


class Writing(NamedTuple):
    """A message that the actor of the unit of work may write, and is about to."""

    conversation: Conversation
    message: MessageSent


SENDING: Point[Writing] = Point("messages.sending")
"""Before a message is sent. A message that was sent before is answered as then, whatever a check says now; one that is changed
must be changed the same way each time, or its retry is refused as another message."""

EDITING: Point[Writing] = Point("messages.editing")
"""Before a message gets other content."""
