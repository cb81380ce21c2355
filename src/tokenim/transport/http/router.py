"""Which operation, of which version, is meant by a method and a path?"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import NamedTuple

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.operation import Operation
from tokenim.transport.http import conditions, fields
from tokenim.transport.http.answers import Headers
from tokenim.transport.versions.served import Version, Versions

REMEMBERED = 10_000
"""So many paths are known at once; one more, and all are forgotten."""
SHORT = 256
"""The bytes of a path that is remembered, at most."""


class Route(NamedTuple):
    """An operation with what is worked out once about its place in HTTP."""

    operation: Operation
    kinds: fields.Kinds
    in_query: bool
    headers: Headers
    tagged: bool


Methods = dict[str, Route]


class Found(NamedTuple):
    """What stands at a path: the routes by method, and the texts in the place of its fields."""

    version: Version
    methods: Methods
    values: list[bytes]
    members: dict[str, list[bytes]]

    def first(self, route: Route) -> list[bytes]:
        """Return the members of the request that stand in the path, as JSON; the list is the caller's."""
        operation = route.operation
        known = self.members.get(operation.name)
        if known is None:
            known = fields.members(operation.path_fields, self.values, route.kinds)
            self.members[operation.name] = known
        return [*known]


class _Node:
    """One segment of the paths, and what may follow."""

    __slots__ = ("any", "methods", "named")

    def __init__(self) -> None:
        self.named: dict[bytes, _Node] = {}
        self.any: _Node | None = None
        self.methods: Methods = {}

    def grown(self, segment: str) -> "_Node":
        if not segment.startswith("{"):
            return self.named.setdefault(segment.encode(), _Node())
        if self.any is None:
            self.any = _Node()
        return self.any


class Router:
    """The routes of all operations, the same in every version."""

    def __init__(self, operations: Iterable[Operation], versions: Versions) -> None:
        self.versions = versions
        self._root = _Node()
        self._found: dict[bytes, Found] = {}
        for operation in operations:
            node = self._root
            for segment in operation.path.strip("/").split("/"):
                node = node.grown(segment)
            node.methods[operation.method] = route(operation)

    def find(self, path: bytes, wanted: bytes | None) -> Found:
        """Return what stands at the path; `wanted` is the version that the header names, if it does."""
        if wanted is not None:
            return self._sought(path, wanted)
        found = self._found.get(path)
        if found is None:
            found = self._sought(path, wanted)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            if len(path) <= SHORT:
                self._found[path] = found
        return found

    def _sought(self, path: bytes, wanted: bytes | None) -> Found:
        segments = path.split(b"/")
        number, rest = _version_of(segments)
        if number is None:
            if wanted is None:
                raise TokenIMError(errors.OPERATION_UNKNOWN, "The path begins with no version, such as /v1")
            number = wanted.removeprefix(b"v")
        version = self.versions.named(number)
        if wanted is not None and wanted.removeprefix(b"v") != number:
            raise TokenIMError(
                errors.VERSION_UNKNOWN, "The path and the header X-Version name different versions"
            )
        values: list[bytes] = []
        node = _walk(self._root, rest, values)
        if node is None:
            raise TokenIMError(errors.OPERATION_UNKNOWN)
        return Found(version, node.methods, values, {})


def route(operation: Operation) -> Route:
    """Work out what HTTP needs to know of an operation."""
    kinds, in_query = fields.kinds(operation.body), fields.in_query(operation)
    tagged = conditions.has_version(operation)
    return Route(operation, kinds, in_query, _deprecation(operation.deprecated), tagged)


def _version_of(segments: list[bytes]) -> tuple[bytes | None, list[bytes]]:
    first = segments[1] if len(segments) > 1 else b""
    if first[:1] == b"v" and first[1:].isdigit():
        return first[1:], segments[2:]
    return None, segments[1:]


def _walk(node: _Node, segments: list[bytes], values: list[bytes]) -> _Node | None:
    """Go down segment by segment; a name is tried before a field, and the way back is open."""
    if not segments:
        return node if node.methods else None
    segment, rest = segments[0], segments[1:]
    named = node.named.get(segment)
    if named is not None:
        end = _walk(named, rest, values)
        if end is not None:
            return end
    if node.any is None or not segment:
        return None
    values.append(segment)
    end = _walk(node.any, rest, values)
    if end is None:
        values.pop()
    return end


def _deprecation(interval: str) -> Headers:
    """Return the headers for an operation deprecated `from/until`, two days (RFC 9745, RFC 8594)."""
    if not interval:
        return []
    since, until = (datetime.combine(date.fromisoformat(day), time(), UTC) for day in interval.split("/"))
    return [
        (b"deprecation", b"@%d" % int(since.timestamp())),
        (b"sunset", format_datetime(until, usegmt=True).encode()),
    ]
