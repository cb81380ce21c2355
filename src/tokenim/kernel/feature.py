"""What is a feature? One object, which says what clients may ask of it, what it adds to the catalogue and what it does on a node.

A node starts its features in the order of the stack, the lowest first, and stops them the other way round.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from tokenim.catalogue.errors import CODES, Code
from tokenim.catalogue.events import EVENTS, Event
from tokenim.catalogue.limits import LIMITS, Limit
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.committer import Committer
from tokenim.kernel.jobs import Jobs, Step
from tokenim.kernel.operation import Operation
from tokenim.kernel.ports import Checkpoints, Connected, Hub
from tokenim.kernel.unit_of_work import Context, Entry


class Hears(Protocol):
    """A consumer of the log: see `kernel.consumers.Consumer` for what it can rely on."""

    name: str
    """Its cursor is stored under this name."""
    streams: str
    """What the ids of the streams begin with that it wants."""

    async def __call__(self, batch: int, entries: list[Entry]) -> None:
        """Handle a batch; it comes again after a crash, or when this raises."""
        ...


class Node(Protocol):
    """A node as its features see it while they start and stop."""

    context: Context
    committer: Committer
    jobs: Jobs

    @property
    def hub(self) -> Hub:
        """The sockets."""
        ...

    @property
    def connected(self) -> Connected:
        """Who has a socket."""
        ...

    @property
    def checkpoints(self) -> Checkpoints:
        """What is kept outside of the database."""
        ...

    @property
    def epoch(self) -> str:
        """The epoch of the database."""
        ...

    def consume(self, hears: Hears) -> None:
        """Give every batch of the log to a consumer, from when the node listens until it stops."""
        ...


class Job(NamedTuple):
    """Something that is done again and again, with so many seconds in between."""

    name: str
    seconds: float
    step: Step


async def _nothing(node: Node) -> None:
    """Do nothing: there is nothing to start, or to stop."""


class Feature(NamedTuple):
    """A feature. `start` puts on the node what the feature keeps there, and `stop` waits for what is on its way.

    Built-in features keep errors, events, permissions, limits and migrations in the catalogue and the migrations of the server;
    a feature from outside names its own here.
    """

    name: str
    operations: tuple[Operation, ...] = ()
    start: Callable[[Node], Awaitable[None]] = _nothing
    stop: Callable[[Node], Awaitable[None]] = _nothing
    jobs: tuple[Job, ...] = ()
    hooks: tuple[Callable[[Context], None], ...] = ()
    """What takes part in features below, set up before `start`: see `kernel.hooks.on` and `Point.check`."""
    consumers: tuple[Callable[[Node], Hears], ...] = ()
    """What makes the consumers of the log, after `start`."""
    errors: tuple[Code, ...] = ()
    events: tuple[type[Event], ...] = ()
    permissions: tuple[Permission, ...] = ()
    limits: Mapping[str, Limit] = {}
    migrations: str = ""
    """The package whose files `0001_name.sql`, `0002_…` make the feature's tables, as it is imported."""
    above: str = ""
    """The feature above which it stands in the stack; empty means above all."""


_PERMISSIONS = {permission.value: permission for permission in Permission}


class Catalogue(NamedTuple):
    """All that clients of a node may rely on, by name, in the order of the reference."""

    errors: Mapping[str, Code] = CODES
    events: Mapping[str, type[Event]] = EVENTS
    permissions: Mapping[str, Permission] = _PERMISSIONS
    limits: Mapping[str, Limit] = LIMITS


BUILT_IN = Catalogue()
"""What a node without features from outside has."""


def catalogue(features: Iterable[Feature]) -> Catalogue:
    """Return the catalogue of a node with these features; raise `ValueError` where two entries share a name."""
    found = Catalogue(
        dict(BUILT_IN.errors), dict(BUILT_IN.events), dict(BUILT_IN.permissions), dict(BUILT_IN.limits)
    )
    for feature in features:
        _add(feature, "code", found.errors, {code.name: code for code in feature.errors})
        _add(feature, "event", found.events, {event.kind: event for event in feature.events})
        _add(feature, "permission", found.permissions, {each.value: each for each in feature.permissions})
        _add(feature, "limit", found.limits, feature.limits)
    return found


def _add(feature: Feature, what: str, found: Any, added: Mapping[str, object]) -> None:
    for name in added:
        if name in found:
            raise ValueError(f"The {what} {name} of {feature.name} is there already.")
    found.update(added)


def operations(features: Iterable[Feature]) -> dict[str, Operation]:
    """Return the operations of all features by name; raise `ValueError` where two share a name or a route."""
    found: dict[str, Operation] = {}
    routes: dict[str, str] = {}
    for feature in features:
        for operation in feature.operations:
            route = f"{operation.method} {operation.path}"
            if operation.name in found:
                raise ValueError(f"The operation {operation.name} of {feature.name} is there already.")
            if route in routes:
                raise ValueError(f"{operation.name} and {routes[route]} have one route, {route}.")
            found[operation.name], routes[route] = operation, operation.name
    return found
