"""How is it recorded what was done with power?"""

from typing import Any

import msgspec

from tokenim.features.audit import store
from tokenim.features.audit.model import Entry
from tokenim.kernel import ids, masking
from tokenim.kernel.actor import Actor
from tokenim.kernel.operation import Operation
from tokenim.kernel.unit_of_work import Work


def witness(work: Work, operation: Operation, body: Any, answer: Any) -> None:
    """Record a change by an administrator or an application; this is `Calls.witness`."""
    parameters = {name: _own(work, item) for name, item in msgspec.to_builtins(masking.masked(body)).items()}
    about = target(operation, body, answer)
    record(work, operation.name, _own(work, about), parameters=parameters)


def _own(work: Work, value: Any) -> Any:
    """Return the ids of this server in place of those that a product gave: they may be addresses or names of people."""
    if isinstance(value, list):
        return [_own(work, item) for item in value]
    return work.named.get(value, value) if isinstance(value, str) else value


def target(operation: Operation, body: Any, answer: Any = None) -> str:
    """Return what the operation is about: the first id in its path, or that of what it made."""
    if operation.path_fields and body is not None:
        return str(getattr(body, operation.path_fields[0]))
    return str(getattr(answer, "id", ""))


def record(
    work: Work,
    operation: str,
    target: str,
    *,
    actor: str = "",
    parameters: dict[str, Any] | None = None,
    address: str = "",
) -> None:
    """Record that `actor`, or else the caller, did something; stored with the change itself.

    Names and texts of people do not belong here, only ids: the record outlives who is in it.
    """
    encoded = msgspec.json.encode(parameters or {}, order="sorted")
    who, where = actor or work.actor.principal, address or work.actor.address
    entry = Entry(ids.new("a"), work.now, who, operation, target, encoded, where)
    store.add(work, msgspec.structs.replace(entry, granted_by=granting(work.actor)))


def granting(actor: Actor) -> str:
    """Return the application that opened the session of a caller; nothing for others, and for an application itself."""
    return "" if actor.via else actor.application_id
