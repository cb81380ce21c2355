"""Would the walls catch a violation? Each kind is planted into a copy of the house."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.linter import lint_imports
from tools import budget, names

ROOT = Path(__file__).parents[2]

# The modules that the violations below need; the copy gets those that the house does not have.
ROOMS = (
    "catalogue/limits.py",
    "kernel/call.py",
    "kernel/clock.py",
    "kernel/ids.py",
    "features/users/service.py",
    "features/users/store.py",
    "features/conversations/service.py",
    "features/conversations/store.py",
    "features/groups/service.py",
    "features/messages/api.py",
    "features/messages/model.py",
    "features/messages/service.py",
    "features/messages/store.py",
    "transport/http/server.py",
    "transport/ws/protocol.py",
    "adapters/database_sqlite.py",
)


@dataclass(frozen=True)
class Violation:
    """One line that must not stand in one module, and the contract that says so."""

    where: str
    line: str
    contract: str


STOREYS = "The house"
STACK = "Features ask downwards"
INSIDE = "Inside a feature"
DOOR = "A feature enters another feature only by its service"
DRIVERS = "Features, kernel and catalogue know no driver"
SANS_IO = "The wire protocol does no I/O"
CYCLES = "No cycles anywhere"

VIOLATIONS = {
    "the kernel asks a feature": Violation(
        "kernel/call.py", "import tokenim.features.users.service", STOREYS
    ),
    "the catalogue asks the kernel": Violation("catalogue/limits.py", "import tokenim.kernel.ids", STOREYS),
    "a feature asks an adapter": Violation(
        "features/users/store.py", "import tokenim.adapters.database_sqlite", STOREYS
    ),
    "transport asks a feature": Violation(
        "transport/http/server.py", "import tokenim.features.users.service", STOREYS
    ),
    "an adapter asks transport": Violation(
        "adapters/database_sqlite.py", "import tokenim.transport.http.server", STOREYS
    ),
    "a feature asks upwards": Violation(
        "features/conversations/service.py", "import tokenim.features.messages.service", STACK
    ),
    "a feature asks sideways": Violation(
        "features/groups/service.py", "import tokenim.features.messages.service", STACK
    ),
    "a feature reaches past the front door": Violation(
        "features/messages/service.py", "import tokenim.features.conversations.store", DOOR
    ),
    "a store asks its api": Violation(
        "features/messages/store.py", "import tokenim.features.messages.api", INSIDE
    ),
    "a model asks its store": Violation(
        "features/messages/model.py", "import tokenim.features.messages.store", INSIDE
    ),
    "a feature knows a driver": Violation("features/users/service.py", "import sqlite3", DRIVERS),
    "the kernel knows a framework": Violation("kernel/call.py", "import starlette", DRIVERS),
    "the wire protocol does input and output": Violation(
        "transport/ws/protocol.py", "import asyncio", SANS_IO
    ),
    "two modules ask each other": Violation("kernel/ids.py", "import tokenim.kernel.clock\n", CYCLES),
    "a feature has a file of its own kind": Violation("features/messages/formatting.py", "", INSIDE),
    "a feature nobody placed in the stack": Violation("features/astrology/service.py", "", STACK),
    "a storey nobody agreed on": Violation("plumbing/pipes.py", "", STOREYS),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Copy the package and its contracts, with every room that the violations need."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for room in ROOMS:
        build(tmp_path, room)
    return tmp_path


def build(house: Path, room: str, text: str = "") -> None:
    """Append text to a module, which is made with its packages where it does not exist."""
    package = house / "src/tokenim"
    path = package / room
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in (path.parent, *path.parent.relative_to(package).parents):
        (package / folder / "__init__.py").touch()
    if path.with_suffix("").is_dir():
        path = path.with_suffix("") / "__init__.py"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def test_the_copy_of_the_house_is_clean_before_anything_is_planted(house: Path) -> None:
    verdict = lint_imports(house)

    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize("violation", VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_the_linter_catches_that(house: Path, violation: Violation) -> None:
    if violation.contract == CYCLES:
        build(house, "kernel/clock.py", "import tokenim.kernel.ids")
    build(house, violation.where, violation.line)

    verdict = lint_imports(house)

    assert verdict.returncode == 1
    broken = [line for line in verdict.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(violation.contract) for line in broken), verdict.stdout


LONG_FUNCTION = "def tell():\n" + "    print(1)\n" * 40
MANY_ARGUMENTS = "def tell(work, actor, a, b, c, *, d, e, f): ...\n"
MANY_WAYS = "def tell(n):\n" + "".join(f"    if n == {n}:\n        return {n}\n" for n in range(8))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = 1\n" * 301, "kernel/oversize.py: "),
        (LONG_FUNCTION, "kernel/oversize.py::tell lines: 41"),
        (MANY_ARGUMENTS, "kernel/oversize.py::tell arguments: 6"),
        (MANY_WAYS, "kernel/oversize.py::tell complexity: 9"),
    ],
    ids=["a long file", "a long function", "six arguments", "nine ways through"],
)
def test_the_size_budget_catches(
    house: Path, capsys: pytest.CaptureFixture[str], text: str, complaint: str
) -> None:
    build(house, "kernel/oversize.py", text)

    assert budget.main(house) == 1
    assert complaint in capsys.readouterr().out


def test_the_size_budget_does_not_count_the_lines_of_what_is_generated(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "x = 1\n" * 301
    build(house, "kernel/written.py", f'"""What?"""\n\n{lines}')
    build(
        house,
        "kernel/made.py",
        f'"""What?\n\nGenerated from the server by `make docs`; edit it.\n"""\n\n{lines}',
    )

    assert budget.main(house) == 1
    said = capsys.readouterr().out
    assert "kernel/written.py: 305 lines" in said
    assert "kernel/made.py" not in said


def test_the_size_budget_asks_to_strike_an_exception_that_is_mended(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (house / "tools/budget_exceptions.txt").write_text("src/tokenim/kernel/gone.py\n", encoding="utf-8")

    assert budget.main(house) == 1
    assert "kernel/gone.py: within budget now" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("where", "text", "complaint"),
    [
        ("kernel/helpers.py", "", "kernel/helpers.py: name it after"),
        ("transport/utils/texts.py", "", "transport/utils: name it after"),
        ("features/messages/formatting.py", "", "features/messages/formatting.py: a feature holds only"),
        ("kernel/ids.py", "# TO" + "DO: later", "do it now, or leave it out"),
        ("kernel/ids.py", "# see /ro" + "ot/notes", "a path of one machine"),
    ],
    ids=["a helpers module", "a utils folder", "a seventh kind of file", "a promise", "a path"],
)
def test_the_names_catch(
    house: Path, capsys: pytest.CaptureFixture[str], where: str, text: str, complaint: str
) -> None:
    build(house, where, text)

    assert names.main(house) == 1
    assert complaint in capsys.readouterr().out
