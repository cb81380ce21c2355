"""Which versions are served, and how does a call of an older one reach the newest shape?"""

from typing import Any

import msgspec
from msgspec.json import Encoder

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import strict
from tokenim.transport.versions.change import Change, Data

_encode = Encoder().encode


class Version:
    """One public version. `changes` lead from it to the newest, oldest first; `sunset` is the day it ends."""

    def __init__(
        self, number: int, released: str, changes: tuple[Change, ...] = (), *, sunset: str = ""
    ) -> None:
        self.number = number
        self.released = released
        self.changes = changes
        self.sunset = sunset
        self.headers = [(b"x-version", b"%d" % number)]
        self._operations = {name for change in changes for name in change.operations}
        self._events = {kind for change in changes for kind in change.events}

    def upgrade(self, operation: str, raw: bytes) -> bytes:
        """Return the request, JSON bytes, in the newest shape."""
        if operation not in self._operations:
            return raw
        strict.refuse_repeated_keys(_whole(raw))
        request = msgspec.json.decode(raw)
        if not isinstance(request, dict):
            return raw
        for change in self.changes:
            if operation in change.operations:
                request = change.upgrade(operation, request)
        return _encode(request)

    def downgrade(self, operation: str, answer: Any) -> Any:
        """Return the answer as this version knows it."""
        if operation not in self._operations:
            return answer
        answer = msgspec.json.decode(_encode(answer))
        for change in reversed(self.changes):
            if operation in change.operations:
                answer = change.downgrade(operation, answer)
        return answer

    def changes_event(self, kind: str) -> bool:
        """Whether this version knows the event in another shape; if not, the newest bytes serve it too."""
        return kind in self._events

    def descend_event(self, kind: str, data: Data) -> Data:
        """Return the `data` of an event as this version knows it."""
        for change in reversed(self.changes):
            if kind in change.events:
                data = change.downgrade_event(kind, data)
        return data

    def document(self, openapi: Data) -> Data:
        """Return the description of the newest version as that of this one."""
        for change in reversed(self.changes):
            openapi = change.document(openapi)
        return openapi


class Versions:
    """The versions served side by side, oldest first."""

    def __init__(self, *served: Version) -> None:
        self.served = served
        self.newest = served[-1]
        self._named = {b"%d" % version.number: version for version in served}

    def named(self, number: bytes) -> Version:
        """Return the version that a path or header names; raise `version.unknown`."""
        version = self._named.get(number)
        if version is None:
            numbers = ", ".join(str(version.number) for version in self.served)
            raise TokenIMError(errors.VERSION_UNKNOWN, f"These versions are served: {numbers}")
        return version

    def described(self) -> Data:
        """Return what `GET /versions` answers."""
        return {"items": [self._described(version) for version in self.served]}

    def _described(self, version: Version) -> Data:
        status = "current" if version is self.newest else "deprecated" if version.sunset else "supported"
        return {
            "version": str(version.number),
            "status": status,
            "path": f"/v{version.number}",
            "released": version.released,
            "sunset": version.sunset or None,
            "changes": [(change.__doc__ or "").strip() for change in version.changes],
        }


def _whole(raw: bytes) -> bytes:
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise strict.refusal(error) from error
    return raw


VERSIONS = Versions(Version(1, "2026-11-24"))
