"""What may a client ask? One declaration per operation; routes, socket ops, documents and examples come from it."""

import re
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

import msgspec

from tokenim.catalogue import costs, errors
from tokenim.catalogue.errors import Code
from tokenim.catalogue.permissions import Permission
from tokenim.kernel import strict

Handler = Callable[..., Awaitable[Any]]
H = TypeVar("H", bound=Handler)


class Example(NamedTuple):
    """A request that the documentation shows and the tests execute.

    Values that start with `$` stand for things of the example world (`kernel/examples.py`). `error` is the refusal that
    it gives, or nothing when it succeeds. `actor` is who asks: a user of the example world, `admin`, `application`, or
    `anonymous`.
    """

    title: str
    body: dict[str, Any]
    error: Code | None = None
    actor: str = "alice"


class Operation(NamedTuple):
    """One thing a client may ask, the same over HTTP and WebSocket."""

    name: str
    method: str
    path: str
    permission: Permission
    handler: Handler
    body: Any
    answer: Any
    decode: Callable[[bytes | msgspec.Raw], Any]
    errors: tuple[Code, ...]
    examples: tuple[Example, ...]
    status: int
    replay: bool
    socket: bool
    deprecated: str
    path_fields: tuple[str, ...]
    cost: int = 1
    """How many tokens of the caller's rate a call takes; long requests and answers take more."""
    changes: bool = True
    """Whether it may change something."""
    witnessed: bool = False
    """Whether it changes something with power, of an operator, an application or the owner of a group: that is recorded."""
    guarded: bool = False
    """Whether a refusal, and what an operator reads, is recorded too."""
    location: str = ""
    """The path of what it makes, below the version, with fields of the answer in it."""
    finds: bool = False
    """Whether what it makes may be there already: then the status is 200."""

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (self.handler.__doc__ or "").strip().split("\n")[0]

    @property
    def text(self) -> str:
        """The handler's docstring, whole."""
        lines = (self.handler.__doc__ or "").strip().split("\n")
        return "\n".join(line.strip() for line in lines)

    @property
    def statuses(self) -> tuple[int, ...]:
        """The HTTP statuses with which it succeeds."""
        return (200, self.status) if self.finds else (self.status,)

    @property
    def keyed(self) -> bool:
        """Whether the same request made again is known by a field of it, its `client_id`."""
        shapes = get_args(self.body) or (self.body,)
        return any("client_id" in shape.__struct_fields__ for shape in shapes)

    @property
    def tag(self) -> str:
        """The group of operations it belongs to."""
        return self.name.rpartition(".")[0] or self.name


class Empty(msgspec.Struct, forbid_unknown_fields=True):
    """A request without fields."""


_DECLARED = "__operation__"
"""The attribute of a handler that holds what was declared with it."""
_POWER = ("/admin/", "/server/")
_ALWAYS = (errors.REQUEST_INVALID, errors.REQUEST_MALFORMED, errors.RATE_LIMITED, errors.SERVER_INTERNAL)
_GRANTED = (errors.AUTH_REQUIRED, errors.AUTH_TOKEN_INVALID, errors.PERMISSION_MISSING)


def operation(
    name: str,
    *,
    http: str,
    permission: Permission,
    errors: tuple[Code, ...] = (),
    examples: tuple[Example, ...] = (),
    status: int = 200,
    replay: bool = True,
    socket: bool = True,
    deprecated: str = "",
    recorded: bool = False,
    location: str = "",
    finds: bool = False,
) -> Callable[[H], H]:
    """Declare the decorated coroutine `(work, body) -> answer` as an operation.

    `http` is the method and the path below the version, with `{fields}` of the body in it. `replay` is false where the
    answer holds a secret or the operation has its own key (`client_id`); then `Idempotency-Key` is not kept. `socket` is
    false where it makes no sense on a socket. `deprecated` is two days, `2026-11-24/2027-11-24`: since when, and after which
    it may be gone. What a call costs stands in `catalogue/costs.py`. `recorded` puts each change into the audit log; those of
    operators and applications always are. `location` is the path of what is made, with status 201 and fields of the answer
    in it (`{id}`, `{user.id}`). `finds`: that may be there already; then `work.existed` is set, and the status 200.
    """
    method, path = http.split(" ")
    power = recorded or path.startswith(_POWER)

    def declare(handler: H) -> H:
        hints = get_type_hints(handler, include_extras=True)
        made = Operation(
            name=name, method=method, path=path, permission=permission, handler=handler, body=hints["body"],
            answer=hints["return"], decode=strict.decoder(hints["body"]), examples=examples, status=status,
            errors=errors + _implied(permission, changes=method != "GET"), replay=replay and method != "GET",
            socket=socket, deprecated=deprecated, path_fields=tuple(re.findall(r"{(\w+)}", path)),
            cost=costs.of(name).tokens, changes=method != "GET",
            witnessed=power and method != "GET", guarded=power, location=location, finds=finds,
        )  # fmt: skip
        return _marked(handler, made)

    return declare


def _marked(handler: H, made: Operation) -> H:
    setattr(handler, _DECLARED, made)
    return handler


def of(handler: Handler) -> Operation:
    """Return what was declared with the handler, last if more than once."""
    made: Operation = getattr(handler, _DECLARED)
    return made


def declared(*modules: ModuleType) -> tuple[Operation, ...]:
    """Return the operations that the modules declare, in the order of their lines."""
    return tuple(
        of(value)
        for module in modules
        for value in vars(module).values()
        if hasattr(value, _DECLARED) and value.__module__ == module.__name__
    )


def _implied(permission: Permission, *, changes: bool) -> tuple[Code, ...]:
    if permission is Permission.PUBLIC:
        return _ALWAYS
    return _ALWAYS + _GRANTED + ((errors.QUOTA_EXCEEDED,) if changes else ())
