"""Which tables make up the reference? Rows from the catalogue, for the server and the repository."""

from collections.abc import Iterable
from typing import NamedTuple

from tokenim.catalogue import settings
from tokenim.catalogue.languages import LANGUAGES
from tokenim.catalogue.permissions import ROLES, SENTENCES, Permission
from tokenim.kernel.feature import BUILT_IN, Catalogue
from tokenim.kernel.operation import Operation
from tokenim.transport.asyncapi import event_text

Row = tuple[str, ...]


class Table(NamedTuple):
    """One page of the reference. The first cell of a row is its name, and the anchor that links lead to."""

    title: str
    intro: str
    columns: tuple[str, ...]
    rows: list[Row]


def errors(catalogue: Catalogue = BUILT_IN) -> Table:
    """Return every refusal."""
    intro = (
        "Every refusal has a `code` that never changes its meaning; decide by it, not by status or text. "
        "`user_message` is in the user's language and may be shown as it is. Where it says *retry*, the same "
        "request may succeed later, after `retry_after_ms` if that is given."
    )
    rows: list[Row] = [
        (
            code.name,
            str(code.status),
            code.title,
            " / ".join(map(code.text, LANGUAGES)),
            "retry" if code.retryable else "",
        )
        for code in sorted(catalogue.errors.values())
    ]
    return Table("Errors", intro, ("Code", "Status", "Meaning", "Shown to the user", "Again"), rows)


def events(catalogue: Catalogue = BUILT_IN) -> Table:
    """Return everything that sockets and webhooks are told."""
    intro = (
        "What is told to connected devices. A durable event has a `seq` in its stream and is replayed to "
        "those who were away; the others are told once."
    )
    rows: list[Row] = [
        (kind, "yes" if event.durable else "no", event.audience, event_text(event))
        for kind, event in catalogue.events.items()
    ]
    return Table("Events", intro, ("Event", "Durable", "Receivers", "What happened"), rows)


def limits(catalogue: Catalogue = BUILT_IN) -> Table:
    """Return the bounds that clients meet."""
    intro = (
        "What is larger is refused with a clear error that names the field. How many calls a caller may make stands in "
        "`RateLimit` of each answer; what each operation costs of them, at the operation."
    )
    rows: list[Row] = [
        (name, f"{limit.value:,}", limit.unit, limit.text) for name, limit in sorted(catalogue.limits.items())
    ]
    return Table("Limits", intro, ("Limit", "Value", "Unit", "Of what"), rows)


def permissions(operations: Iterable[Operation], catalogue: Catalogue = BUILT_IN) -> Table:
    """Return what a caller can be granted, who is, and what for."""
    intro = (
        "Each operation needs one permission. Whether the caller may do it *here*, in this conversation or "
        "with this message, is decided besides by the caller's role in the conversation."
    )
    needing: dict[Permission, list[str]] = {}
    for operation in operations:
        needing.setdefault(operation.permission, []).append(f"`{operation.name}`")
    rows: list[Row] = [
        (str(granted), SENTENCES[granted], _roles(granted), ", ".join(needing.get(granted, ())))
        for granted in catalogue.permissions.values()
    ]
    return Table("Permissions", intro, ("Permission", "Allows", "Roles", "Operations"), rows)


def operator_settings() -> Table:
    """Return what an operator can turn."""
    intro = (
        "Set in the environment as `TOKENIM_<NAME>` in capitals, or in `tokenim.toml` in the data directory. "
        "The environment wins."
    )
    rows: list[Row] = [(name, f"`{_shown(default)}`", text) for name, default, text in settings.described()]
    return Table("Settings", intro, ("Setting", "Default", "Meaning"), rows)


def _roles(granted: Permission) -> str:
    return ", ".join(name for name, permissions in ROLES.items() if granted in permissions)


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default) or '""'
