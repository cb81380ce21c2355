"""Is what follows from the log done once and entirely, though the process is killed while it is being done?"""

from __future__ import annotations

import time

import pytest

from tests.faults.people import Person, again, killed, register, serving
from tests.processes import Server
from tests.profile import scaled

pytestmark = pytest.mark.system


def left(anna: Person, room: str) -> list[str]:
    """Return what the group tells of members who left, once there is something."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        entries = anna.get(f"/conversations/{room}/entries?limit=100")["items"]
        found = [
            entry["event"] for entry in entries if entry["event"] not in ("group.created", "message.sent")
        ]
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("the deleted user never left")


@pytest.mark.parametrize(
    "point", scaled(quick=["log_handled"], deep=["log_read", "log_handled", "position_stored"])
)
def test_a_deleted_user_leaves_each_group_once_though_the_server_is_killed(
    tmp_path_factory: pytest.TempPathFactory, point: str
) -> None:
    server = Server(tmp_path_factory.mktemp("consumers") / "data")
    with serving(server) as http:
        anna, ben = register(http, "anna"), register(http, "ben")
        rooms = [anna.group(ben.id) for _ in range(3)]
        login = {"username": "admin", "password": server.admin_password}
        admin = http.post("/v1/auth/login", json=login).raise_for_status().json()
        time.sleep(0.3)
        assert server.stop() == 0
    doomed = again(server, TOKENIM_FAULT=f"{point}:1:kill")
    with serving(doomed) as http:
        assert Person(http, admin).ask("DELETE", f"/admin/users/{ben.id}").status_code == 204
        assert killed(doomed)
    with serving(again(doomed)) as http:
        anna = Person(http, anna.tokens)

        for room in rooms:
            assert left(anna, room) == ["member.left"]
            members = anna.get(f"/conversations/{room}/members")["items"]
            assert [member["user_id"] for member in members] == [anna.id]
