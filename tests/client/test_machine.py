"""Does the state machine do what the vectors say?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.processes import ROOT
from tokenim_client.frames import Frame, event_of
from tokenim_client.machine import RESUME_STREAMS, Machine

VECTORS = ROOT / "clients/vectors"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['title']}")
        for path in sorted(VECTORS.glob("*.json"))
        for case in json.loads(path.read_text())
    ]


def _carry_out(machine: Machine, step: dict[str, Any]) -> Any:
    given = {name: value for name, value in step.items() if name not in {"do", "effects"}}
    if step["do"] == "received":
        return machine.received(json.dumps(given["frame"]))
    if "entries" in given:
        given["entries"] = [event_of(entry) for entry in msgspec.convert(given["entries"], list[Frame])]
    return getattr(machine, step["do"])(**given) or []


def _essence(effect: dict[str, Any]) -> dict[str, Any]:
    """Leave out of an event the data that is empty, as the vectors do."""
    event = effect.get("event", {})
    if event.get("data") == {}:
        return effect | {"event": {name: value for name, value in event.items() if name != "data"}}
    return effect


@pytest.mark.parametrize("case", _cases())
def test_the_machine_passes_the_vectors(case: dict[str, Any]) -> None:
    machine = Machine(case["start"]["epoch"], case["start"]["positions"])

    for number, step in enumerate(case["steps"]):
        effects = [_essence(effect) for effect in msgspec.to_builtins(_carry_out(machine, step))]
        assert effects == step["effects"], f"step {number}: {step['do']}"

    assert machine.epoch == case["end"]["epoch"]
    assert list(machine.positions.items()) == list(case["end"]["positions"].items())


def test_there_are_vectors() -> None:
    assert len(list(Path(VECTORS).glob("*.json"))) >= 6


def test_streams_beyond_a_hello_are_read_one_by_one() -> None:
    positions = {f"c_{number}": 7 for number in range(RESUME_STREAMS + 2)} | {"u_me": 3}
    machine = Machine("e_1", positions)

    [hello] = msgspec.to_builtins(machine.connected("t"))
    welcome = {"user_id": "u_me", "session_id": "s", "epoch": "e_1", "heartbeat_seconds": 25}
    effects = msgspec.to_builtins(machine.received(json.dumps({"id": 1, "ok": welcome})))

    resumed = hello["frame"]["body"]["resume"]["positions"]
    assert len(resumed) == RESUME_STREAMS
    assert [effect["stream"] for effect in effects if effect["do"] == "fetch"] == ["c_0", "c_1", "c_2"]
    assert len(msgspec.json.encode(hello["frame"])) < 65_536


def test_a_hello_of_long_ids_fits_into_a_frame() -> None:
    positions = {f"c_{number:026d}": 2**40 for number in range(RESUME_STREAMS)}

    [hello] = msgspec.to_builtins(Machine("e_1", positions).connected("t" * 60))

    assert len(msgspec.json.encode(hello["frame"])) < 65_536
