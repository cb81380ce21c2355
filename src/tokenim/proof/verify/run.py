"""How is a plan carried out? Start or find the server, let the company live on it, break things, judge the history."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx2

from tokenim.proof.crowd import scenario_end
from tokenim.proof.crowd.asking import Denied, NoAnswer
from tokenim.proof.crowd.http_line import HttpLine, PatientLine
from tokenim.proof.crowd.people import Company
from tokenim.proof.crowd.scenario import Scenario
from tokenim.proof.network import Proxy
from tokenim.proof.verify.plan import CannotRun, Plan
from tokenim.proof.verify.server import OwnServer
from tokenim.proof.verify.trouble import Troublemaker, schedule
from tokenim.proof.verify.verdict import Run, Verdict, judge

TIMEOUT_SECONDS = 20
Progress = Callable[[Company, float], None]


class Stage(NamedTuple):
    """Where it is played: clients talk to `url`; what is there to be broken."""

    url: str
    key: str
    admin: PatientLine | None
    proxy: Proxy | None
    server: OwnServer | None
    http: httpx2.AsyncClient


async def verify(plan: Plan, progress: Progress) -> Verdict:
    """Carry out the plan and return what came of it."""
    async with _stage(plan) as stage:
        company = Company(stage.url, stage.http, stage.key, plan.seed)
        scenario = Scenario(company, plan.size, stage.admin)
        showing = asyncio.create_task(_show(company, progress))
        try:
            return await _play(plan, stage, scenario)
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)


async def _play(plan: Plan, stage: Stage, scenario: Scenario) -> Verdict:
    left = 0
    try:
        await _gather(plan, scenario)
        settled = await _live(plan, stage, scenario)
        scenario.company.doing = "reading everything again"
        await scenario_end.last_look(scenario)
    finally:
        await scenario.company.part()
        if stage.server is None:
            left = await scenario_end.clean_up(scenario.company)
    observer = scenario.company.observer
    run = Run(
        settled_seconds=settled,
        resume_seconds=observer.resume_seconds,
        read_anew=observer.read_anew,
        restart_seconds=stage.server.restart_seconds[1:] if stage.server else [],
        counts=scenario.company.counts,
        guests=0 if stage.server else len(scenario.company.people),
        left=left,
    )
    return judge(scenario.company.history, run)


async def _gather(plan: Plan, scenario: Scenario) -> None:
    try:
        await HttpLine(scenario.company.http, scenario.company.application.token).ask(
            "server.users.get", {"user_id": "u_0"}
        )
    except NoAnswer as error:
        raise CannotRun(f"No server answers at {plan.url or 'its address'}.") from error
    except Denied as denied:
        if denied.code != "user.not_found":
            raise CannotRun(f"The server refuses: {denied}.") from denied
    try:
        await scenario.gather()
    except (NoAnswer, TimeoutError) as error:
        raise CannotRun(f"The server at {plan.url or 'its address'} answers no more.") from error
    except Denied as denied:
        raise CannotRun(f"The server refuses: {denied}.") from denied


async def _live(plan: Plan, stage: Stage, scenario: Scenario) -> float | None:
    """Let people live and things break; return how long after the last fault all was well, if it ever was."""
    company = scenario.company
    company.doing = "talking"
    scenario.begin()
    await Troublemaker(company, stage.proxy, stage.server).make(schedule(plan), plan.seconds)
    healed = time.monotonic()
    company.doing = "finishing"
    await scenario.hush()
    settled = await scenario.settle(plan.settle_seconds)
    seconds = time.monotonic() - healed
    await scenario.end()
    # What still came and went meanwhile is told too.
    settled = settled and await scenario.settle(plan.settle_seconds)
    return seconds if settled else None


@asynccontextmanager
async def _stage(plan: Plan) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        server = None if plan.url else await stack.enter_async_context(OwnServer())
        url = plan.url.rstrip("/") or f"http://127.0.0.1:{server.port if server else 0}"
        proxy = None
        if url.startswith("http://"):
            address = urlsplit(url)
            proxy = await stack.enter_async_context(Proxy(address.port or 80, address.hostname or ""))
        through = proxy.url if proxy else url
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        client = httpx2.AsyncClient(base_url=through, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)
        http = await stack.enter_async_context(client)
        admin = await _admin(http, server) if server else None
        key = await _key(admin) if admin else plan.key
        yield Stage(through, key, admin, proxy, server, http)


async def _admin(http: httpx2.AsyncClient, server: OwnServer) -> PatientLine:
    answer = await http.post("/v1/auth/login", json={"username": "admin", "password": server.password})
    answer.raise_for_status()
    return PatientLine(http, answer.json()["access_token"], name="admin")


async def _key(admin: PatientLine) -> str:
    made = await admin.ask("admin.apps.create", {"name": "verify"})
    return str(made["key"])


async def _show(company: Company, progress: Progress) -> None:
    began = time.monotonic()
    with suppress(asyncio.CancelledError):
        while True:
            progress(company, time.monotonic() - began)
            await asyncio.sleep(0.5)
