"""How does a socket speak? In its API version, as text or as MessagePack; most sockets share the plain codec: newest, JSON."""

from typing import Any

import msgspec

from tokenim.transport.versions.served import Version
from tokenim.transport.ws import protocol


class Codec:
    """How requests are read and frames are written for sockets of one version and codec."""

    def __init__(self, version: Version, *, binary: bool) -> None:
        self.version = version
        self.binary = binary
        self.plain = not (binary or version.changes)

    def framed(self, payload: bytes) -> bytes:
        """Return JSON as a whole frame of this codec."""
        return protocol.binary_frame(payload) if self.binary else protocol.text_frame(payload)

    def event(self, payload: bytes) -> bytes:
        """Return an event, newest JSON, as a whole frame of this version and codec."""
        if self.version.changes:
            event: dict[str, Any] = msgspec.json.decode(payload)
            if self.version.changes_event(event["event"]):
                event["data"] = self.version.descend_event(event["event"], event["data"])
                payload = protocol.encode(event)
        return self.framed(payload)
