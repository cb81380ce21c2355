"""Does a device keep its session, and only that one, when the server is killed while it renews the tokens?"""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest

from tests.faults.people import PASSWORD, Person, again, killed, register, serving
from tests.processes import Server
from tests.profile import scaled

pytestmark = pytest.mark.system

POINTS = scaled(
    quick=("session_rotated", "after_commit"),
    deep=("session_rotated", "before_commit", "after_commit", "before_ack"),
)


def refresh(http: httpx2.Client, token: str) -> httpx2.Response:
    """Show a refresh token; where the server says when to come back, come back."""
    while True:
        answer = http.post("/v1/auth/refresh", json={"refresh_token": token})
        if answer.status_code != 409:
            return answer
        time.sleep(0.1)


def until_cut(http: httpx2.Client, tokens: dict[str, Any]) -> dict[str, Any]:
    """Renew the tokens until the server is gone; return the last ones that it gave."""
    while True:
        try:
            answer = refresh(http, tokens["refresh_token"])
        except httpx2.TransportError:
            return tokens
        tokens = answer.raise_for_status().json()


@pytest.fixture
def anna(tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Person]:
    server = Server(tmp_path_factory.mktemp("sessions") / "data")
    with serving(server) as http:
        anna = register(http, "anna")
        assert server.stop() == 0
    return server, anna


@pytest.mark.parametrize("point", POINTS)
def test_an_old_refresh_token_leads_to_one_living_session(anna: tuple[Server, Person], point: str) -> None:
    server, person = anna
    doomed = again(server, TOKENIM_FAULT=f"{point}:{scaled(quick=1, deep=3)}:kill")
    with serving(doomed) as http:
        last = until_cut(http, person.tokens)
        assert killed(doomed)
    with serving(again(doomed)) as http:
        renewed = refresh(http, last["refresh_token"]).raise_for_status().json()
        person = Person(http, renewed)

        assert len(person.get("/auth/sessions")["items"]) == 1
        assert person.get("/users/me")["id"] == renewed["user"]["id"]
        assert refresh(http, renewed["refresh_token"]).status_code == 200


def test_a_login_killed_before_its_answer_leaves_the_others_alone(anna: tuple[Server, Person]) -> None:
    server, person = anna
    doomed = again(server, TOKENIM_FAULT="after_commit:1:kill")
    login = {"username": "anna", "password": PASSWORD}
    with serving(doomed) as http, pytest.raises(httpx2.TransportError):
        http.post("/v1/auth/login", json=login)
    with serving(again(doomed)) as http:
        person = Person(http, person.tokens)

        assert len(person.get("/auth/sessions")["items"]) == 2
        assert http.post("/v1/auth/login", json=login).status_code in (200, 201)
