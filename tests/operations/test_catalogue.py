"""Is everything that the catalogue promises kept somewhere, and every operation shown with a success and a failure?"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tokenim.catalogue import closes, errors
from tokenim.catalogue.closes import CLOSES
from tokenim.catalogue.errors import CODES
from tokenim.catalogue.events import EVENTS
from tokenim.catalogue.permissions import ROLES, SENTENCES, Permission
from tokenim.stack import OPERATIONS

SOURCE = Path(__file__).parents[2] / "src" / "tokenim"


@cache
def code() -> str:
    """Return the text of everything but the catalogue."""
    files = (path for path in SOURCE.rglob("*.py") if "catalogue" not in path.parts)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def name_in(module: ModuleType, value: object) -> str:
    """Return what a constant is called."""
    return next(name for name, item in vars(module).items() if item is value)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_shows_a_success_and_a_failure(name: str) -> None:
    outcomes = {example.error is None for example in OPERATIONS[name].examples}

    assert outcomes == {True, False}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does(name: str) -> None:
    assert OPERATIONS[name].summary.endswith((".", ".…"))


@pytest.mark.parametrize("name", OPERATIONS)
def test_titles_of_examples_are_different(name: str) -> None:
    titles = [example.title for example in OPERATIONS[name].examples]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", CODES)
def test_every_refusal_of_the_catalogue_can_happen(name: str) -> None:
    constant = name_in(errors, CODES[name])

    assert re.search(rf"\berrors\.{constant}\b", code())


@pytest.mark.parametrize("number", CLOSES)
def test_every_close_of_the_catalogue_can_happen(number: int) -> None:
    constant = name_in(closes, CLOSES[number])

    assert re.search(rf"\bcloses\.{constant}\b", code())


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_of_the_catalogue_can_happen(kind: str) -> None:
    lines = (line for line in code().splitlines() if not line.lstrip().startswith(("from", "import")))

    assert any(re.search(rf"\b{EVENTS[kind].__name__}\b(?!\.kind)", line) for line in lines)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_asked_for_granted_to_somebody_and_explained(permission: Permission) -> None:
    assert f"Permission.{permission.name}" in code()
    assert any(permission in granted for granted in ROLES.values())
    assert SENTENCES[permission]


def test_no_two_operations_have_the_same_route() -> None:
    routes = [(op.method, re.sub(r"{\w+}", "{}", op.path)) for op in OPERATIONS.values()]

    assert len(set(routes)) == len(routes)
