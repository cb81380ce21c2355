"""Does one declaration say everything about an operation?"""

from __future__ import annotations

from types import ModuleType

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.kernel import operation as modules
from tokenim.kernel.operation import Empty, Example, Operation, of, operation
from tokenim.kernel.unit_of_work import Work


class Keyed(msgspec.Struct, tag="keyed"):
    """Something with a key of its own."""

    client_id: str


class Ask(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked."""

    shelf_id: str
    seq: int


async def handler(work: Work, body: Ask) -> list[int]:
    """Look at a shelf.

    It is
    a long story.
    """
    return [body.seq]


async def silent(work: Work, body: Empty) -> None: ...


silent.__doc__ = None


async def there(work: Work, body: Empty) -> None:
    """Be declared."""


def declared(http: str = "POST /shelves/{shelf_id}/places/{seq}", **described: object) -> Operation:
    described.setdefault("permission", Permission.MESSAGES_SEND)
    given = operation("shelf.look.at", http=http, **described)(handler)  # type: ignore[arg-type]
    assert given is handler
    return of(given)


def test_route_shapes_and_text_come_from_the_declaration() -> None:
    found = declared(status=201, deprecated="2026-11-24/2027-11-24", socket=False)

    assert (found.method, found.path) == ("POST", "/shelves/{shelf_id}/places/{seq}")
    assert found.path_fields == ("shelf_id", "seq")
    assert (found.body, found.answer) == (Ask, list[int])
    assert found.decode(b'{"shelf_id":"a","seq":1}') == Ask("a", 1)
    assert (found.status, found.deprecated, found.socket) == (201, "2026-11-24/2027-11-24", False)
    assert found.summary == "Look at a shelf."
    assert found.text == "Look at a shelf.\n\nIt is\na long story."
    assert found.tag == "shelf.look"
    assert (found.statuses, found._replace(finds=True).statuses) == ((201,), (200, 201))
    assert not found.keyed
    assert found._replace(body=Keyed | Ask).keyed


def test_what_reads_changes_nothing_and_keeps_no_answers() -> None:
    assert not declared("GET /shelves").changes
    assert not declared("GET /shelves").replay
    assert declared("DELETE /shelves").changes
    assert declared("DELETE /shelves").replay
    assert not declared("POST /shelves", replay=False).replay


def test_refusals_that_every_operation_can_give_need_not_be_named() -> None:
    example = Example("No", {}, errors.USER_NOT_FOUND)
    found = declared(errors=(errors.USER_NOT_FOUND,), examples=(example,))
    public = declared(permission=Permission.PUBLIC)

    assert errors.USER_NOT_FOUND in found.errors
    assert {errors.REQUEST_INVALID, errors.RATE_LIMITED, errors.AUTH_REQUIRED} <= set(found.errors)
    assert errors.AUTH_REQUIRED not in public.errors
    assert errors.QUOTA_EXCEEDED in declared("POST /shelves").errors
    assert errors.QUOTA_EXCEEDED not in declared("GET /shelves").errors
    assert found.examples == (example,)
    assert example.actor == "alice"


def test_an_operation_without_a_text_has_an_empty_one() -> None:
    found = of(operation("alone", http="GET /alone", permission=Permission.PUBLIC)(silent))

    assert (found.summary, found.text, found.tag) == ("", "", "alone")


def test_a_module_has_the_operations_that_it_declares_and_no_imported_ones() -> None:
    made = of(operation("there", http="GET /there", permission=Permission.PUBLIC)(there))
    here, elsewhere = ModuleType(__name__), ModuleType("elsewhere")
    for module in (here, elsewhere):
        module.there, module.number = there, 1  # type: ignore[attr-defined]

    assert modules.declared(here, elsewhere) == (made,)
