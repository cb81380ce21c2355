"""Does whoever keeps the record learn what was done, refused and read with power?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernel.ground import INSERT, NOTES, Ground, alice
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.actor import anonymous
from tokenim.kernel.auditor import NOBODY, Auditor
from tokenim.kernel.call import Calls
from tokenim.kernel.operation import Operation
from tokenim.kernel.unit_of_work import Work

ALICE = alice()


async def test_power_is_witnessed_within_its_unit_and_refusals_are_observed(ground: Ground) -> None:
    seen, noted = list[str](), list[str]()

    def witness(work: Work, operation: Operation, body: Any, answer: Any) -> None:
        seen.append(operation.name)
        work.write(INSERT, key=f"seen {body.name}", value=operation.name)

    ground.calls = Calls(
        ground.committer,
        ground.context,
        NOTES,
        Auditor(witness, lambda context, operation, actor, body, outcome: noted.append(outcome)),
    )
    await ground.ask("powerful", name="a")
    await ground.ask("add", name="b")

    assert seen == ["note.powerful"]
    assert await ground.ask("read", name="seen a") == "note.powerful"
    await ground.calls.ask(NOTES["note.read"]._replace(guarded=True), ALICE, b'{"name":"a"}')
    for actor, body in ((ALICE, b"{}"), (anonymous(""), b'{"name":"a"}')):
        with pytest.raises(TokenIMError):
            await ground.calls.ask(NOTES["note.powerful"]._replace(guarded=True), actor, body)
    assert noted == ["", "request.invalid", "auth.required"]


async def test_nobody_keeps_no_record(ground: Ground) -> None:
    NOBODY.observe(ground.context, NOTES["note.powerful"], ALICE, None, "request.invalid")

    await ground.ask("powerful", name="a")
    assert await ground.names("a") == []
