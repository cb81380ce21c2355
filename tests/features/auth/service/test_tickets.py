"""Is a ticket good once and soon, and are there never too many of one caller?"""

from __future__ import annotations

import time

import pytest

from tests.features.world import refused
from tokenim.catalogue import errors, limits
from tokenim.features.auth.service import tickets
from tokenim.features.auth.service.tickets import Tickets
from tokenim.kernel.actor import Actor

ALICE = Actor("u_alice", "user", session_id="s_1")
PHONE = Actor("u_alice", "user", session_id="s_2")
BOB = Actor("u_bob", "user", session_id="s_3")


def test_a_ticket_leads_to_its_caller_once() -> None:
    issued = Tickets()
    ticket = issued.issue(ALICE)

    assert issued.take(ticket) is ALICE
    for used in (ticket, "tkt_nowhere"):
        with refused(errors.TICKET_INVALID):
            issued.take(used)


def test_a_ticket_that_is_too_old_leads_nowhere_and_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    issued = Tickets()
    first, second = issued.issue(ALICE), issued.issue(BOB)
    now += tickets.TICKET_SECONDS

    with refused(errors.TICKET_INVALID):
        issued.take(first)
    fresh = issued.issue(ALICE)
    now -= tickets.TICKET_SECONDS

    assert issued.take(fresh) is ALICE
    with refused(errors.TICKET_INVALID):
        issued.take(second)


def test_one_more_than_so_many_ends_the_oldest_of_the_same_user() -> None:
    issued = Tickets()
    of_bob = issued.issue(BOB)
    of_alice = [issued.issue(actor) for actor in (ALICE, PHONE) for _ in range(limits.TICKETS // 2)]

    issued.issue(PHONE)

    with refused(errors.TICKET_INVALID):
        issued.take(of_alice[0])
    assert issued.take(of_alice[1]) is ALICE
    assert issued.take(of_bob) is BOB


@pytest.mark.parametrize("principal", ["", "u_alice"])
def test_the_tickets_of_who_has_ended_are_dropped(principal: str) -> None:
    issued = Tickets()
    laptop, phone, other = issued.issue(ALICE), issued.issue(PHONE), issued.issue(BOB)

    issued.forget(lambda actor: actor.session_id == "s_1", principal)
    issued.forget(lambda actor: actor.user_id == "u_carol", "u_carol")

    with refused(errors.TICKET_INVALID):
        issued.take(laptop)
    assert issued.take(phone) is PHONE
    assert issued.take(other) is BOB
