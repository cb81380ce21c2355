"""What is there at the end? Every device reads everything again, and a brand-new one too."""

from __future__ import annotations

import asyncio

from tokenim.proof.checker.history import Audited, Chain, Claim, Effect
from tokenim.proof.crowd import reading
from tokenim.proof.crowd.asking import Body, Denied, Line, NoAnswer
from tokenim.proof.crowd.http_line import PatientLine
from tokenim.proof.crowd.people import PAUSE_SECONDS, Company, Person
from tokenim.proof.crowd.scenario import Scenario
from tokenim.proof.crowd.socket_line import SocketLine

EFFECT_SECONDS = 15
AUDIT_PAGE = 200
RULINGS = ("admin.users.suspend", "admin.users.restore", "admin.users.delete")


async def last_look(scenario: Scenario) -> None:
    """Read everything by every device, look for effects and at the audit trail."""
    company = scenario.company
    await _effects(scenario)
    await _presence(company)
    for person in company.people:
        if person in scenario.gone or person in scenario.guests:
            continue
        await company.page(person, "new")
        lines: list[Line] = [*person.sockets, *person.pages]
        for line in lines:
            page = PatientLine(company.http, line.token, user=line.user, name=line.name)
            await reading.everything(company, person, page)
    await _presence(company)
    await _lost(company)
    if scenario.admin is not None:
        await _audit(company, scenario.admin)


async def _effects(scenario: Scenario) -> None:
    """Wait until every deleted user has left his rooms, and write down how often."""
    company = scenario.company
    wanted = {cause.effect for cause in company.history.causes if cause.at is not None}
    until = company.history.now() + EFFECT_SECONDS
    while True:
        effects = [effect for room in company.rooms.all() for effect in await _left(company, room)]
        if wanted <= {effect.effect for effect in effects} or company.history.now() > until:
            break
        await asyncio.sleep(PAUSE_SECONDS)
    company.history.effects += effects


async def _left(company: Company, room: str) -> list[Effect]:
    """Return who left a room, of those who never leave by themselves."""
    movers = {move.user for move in company.history.moved if not move.joined}
    deleted = {cause.effect for cause in company.history.causes}
    found = []
    for frame in await reading.entries(company.host, room):
        if frame["event"] == "member.left":
            user = frame["data"]["user_id"]
            effect = f"{user} has left {room}"
            if effect in deleted or user not in movers:
                found.append(Effect(effect, f"{room} {frame['seq']}"))
    return found


async def _presence(company: Company) -> None:
    """Ask who is online."""
    _, *others = [person for person in company.people if person.steady]
    body = {"user_ids": [person.id for person in others]}
    for found in (await company.host.ask("presence.get", body))["items"]:
        topic = f"{found['user_id']} is online"
        claim = Claim(company.history.now(), topic, found["online"], company.host.login)
        company.history.claims.append(claim)


async def _lost(company: Company) -> None:
    """Come back with positions of another database: whoever cannot be resumed must be told."""
    host = company.people[0]
    token = await company.token(host, "lost")
    line = SocketLine(company.url, token, user=host.id, name="lost")
    company.observer.attend(line)
    line.epoch = "e_of_another_database"
    line.positions = dict.fromkeys(host.rooms, 1)
    line.start()
    async with asyncio.timeout(EFFECT_SECONDS):
        await line.ready.wait()
    await line.stop()


async def _audit(company: Company, admin: PatientLine) -> None:
    """Read the audit trail, and whether its chain holds."""
    chain = await admin.ask("admin.audit.verify", {})
    company.history.chains.append(Chain(chain["entries"], chain["broken_at"]))
    people = {person.id for person in company.people}
    body: dict[str, str | int] = {"limit": AUDIT_PAGE, "outcome": "ok"}
    while True:
        page = await admin.ask("admin.audit.list", body)
        company.history.audited += [
            Audited(row["operation"], row["target"])
            for row in page["items"]
            if row["operation"] in RULINGS and row["target"] in people
        ]
        if not page["next_cursor"]:
            return
        body["cursor"] = page["next_cursor"]


async def clean_up(company: Company) -> int:
    """Dissolve the rooms and delete the users; answer how many are left because the server refused or is gone."""
    host = company.people[0] if company.people else None
    asked: list[tuple[Person, str, Body]] = [
        (host, "groups.dissolve", {"conversation_id": room}) for room in company.rooms.all() if host and room
    ]
    asked += [(person, "users.delete", {"password": person.password}) for person in company.people]
    for place, (person, op, body) in enumerate(asked):
        try:
            token = await company.token(person, "last")
            await PatientLine(company.http, token, user=person.id).ask(op, body)
        except Denied:
            company.count("left")
        except NoAnswer:
            return company.counts.get("left", 0) + len(asked) - place
    return company.counts.get("left", 0)
