"""Which part does what? The composition root: the only file that knows everybody. Wiring, no logic."""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

import structlog

from tokenim.adapters import secret_file
from tokenim.adapters.checkpoint_file import CheckpointFile
from tokenim.adapters.data_lock import DataLock
from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.catalogue import closes
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.settings import Settings
from tokenim.features.audit import service as audit
from tokenim.features.auth.service import first_start, parts, rights, sessions, stored
from tokenim.features.conversations import service as conversations
from tokenim.features.delivery import service as delivery
from tokenim.features.delivery.listeners import Publisher
from tokenim.features.groups.listeners import Farewell
from tokenim.features.messages import service as messages
from tokenim.features.presence import service as presence
from tokenim.features.presence.listeners import Profiles
from tokenim.features.users import service as users
from tokenim.kernel import clock, idempotency
from tokenim.kernel.actor import Actor, anonymous
from tokenim.kernel.addresses import Proxies
from tokenim.kernel.call import Calls
from tokenim.kernel.committer import Committer
from tokenim.kernel.dispatch import Consumer
from tokenim.kernel.jobs import Jobs
from tokenim.kernel.operation import OPERATIONS
from tokenim.kernel.ratelimit import policies
from tokenim.kernel.unit_of_work import Work
from tokenim.transport.by_address import ByAddress
from tokenim.transport.docs import pages
from tokenim.transport.http import static
from tokenim.transport.http.app import App
from tokenim.transport.http.origins import Origins
from tokenim.transport.http.probes import Probes
from tokenim.transport.http.router import Router
from tokenim.transport.http.server import Server, bind
from tokenim.transport.http.site import Site
from tokenim.transport.metrics import Metrics
from tokenim.transport.versions.served import VERSIONS
from tokenim.transport.ws.handshake import Handshake
from tokenim.transport.ws.hello import Caught, Greeter, Resume
from tokenim.transport.ws.hub import Hub

log = structlog.get_logger("node")

FEATURES = ("users", "auth", "conversations", "groups", "messages", "presence", "delivery", "server", "admin")
SEAL_SECONDS = 1.0
SWEEP_SECONDS = 3600.0


def declare() -> None:
    """Import the features' `api`, which declares the operations."""
    for feature in FEATURES:
        import_module(f"tokenim.features.{feature}.api")


class Node:
    """One process of TokenIM."""

    def __init__(self, settings: Settings, *, on_fatal: Callable[[BaseException], None]) -> None:
        self.settings = settings
        self.made = first_start.Made()
        self.proxies = _proxies(settings)
        self.port = 0
        self._on_fatal = on_fatal
        self._lock = DataLock(Path(settings.data))

    async def open(self) -> None:
        """Open the database and start the features, without listening."""
        settings = self.settings
        declare()
        _check(settings)
        await asyncio.to_thread(self._lock.take)
        path = Path(settings.data) / "tokenim.db"
        self.database = SqliteDatabase(path, synchronous=settings.synchronous, on_fatal=self._on_fatal)
        await self.database.open()
        self.committer = Committer(self.database, linger_ms=settings.linger_ms)
        self.calls = Calls(self.committer, self.database.read)
        self.calls.witness = audit.witness
        self.calls.observe = partial(audit.observe, self.database.read)
        self.jobs = Jobs(self.committer, self.database.read)
        self.hub = Hub(
            heartbeat_seconds=settings.ws_heartbeat_seconds, hello_seconds=settings.ws_hello_seconds
        )
        self.gate = parts.configure(settings, self.database.read, self.hub.callers)
        messages.configure(settings)
        users.configure(settings.directory)
        delivery.configure(self.database.epoch)
        self.watch = presence.configure(self.hub, self.committer, self.database.read)
        self.hub.callers.presence = self.watch.changed
        self.committer.projections.append(conversations.cache.forget)
        self.committer.listeners.append(Publisher(self.hub))
        self.committer.listeners.append(lambda _: self.hub.flusher.told())
        self.hub.flusher.more_comes = self.committer.writing
        farewell = Farewell(self.committer, self.database.read)
        profiles = Profiles(self.watch, self.committer, self.database.read)
        self.consumers = [
            Consumer(hears.name, hears, self.database.read, self.committer, streams=hears.streams)
            for hears in (farewell, profiles)
        ]
        self.greeter = Greeter(self.hub, self.calls, self.gate, self._catch_up, settings)
        self.made = await self._prepare()

    async def start(self) -> None:
        """Take the port, open, listen and serve. Who cannot have the port has changed nothing."""
        settings = self.settings
        bound = await bind(settings.host, settings.port)
        self.port = bound[0].getsockname()[1]
        try:
            await self.open()
        except BaseException:
            for each in bound:
                each.close()
            raise
        handshake = Handshake(self.hub, self.greeter, settings, VERSIONS)
        router = Router(OPERATIONS.values(), VERSIONS)
        origins = Origins(settings.allowed_origins)
        site = Site()
        app = App(self.calls, self.gate, router, site, origins=origins)
        app.by_address = self.greeter.by_address = by_address = _by_address(settings, self.proxies)
        self._furnish(site, app.metrics)
        await static.furnish(site)
        self.server = Server(app, handshake.protocol, by_address)
        self.hub.start()
        self.jobs.every(SEAL_SECONDS, "audit seal", audit.seal)
        self.jobs.every(rights.RECHECK_SECONDS, "rights of the connected", rights.recheck)
        self.jobs.every(stored.LEAK_SECONDS, "stored leak", stored.leak)
        self.jobs.every(stored.SAVE_SECONDS, "stored save", stored.save)
        self.jobs.every(SWEEP_SECONDS, "session sweep", sessions.sweep)
        self.jobs.every(SWEEP_SECONDS, "idempotency purge", idempotency.purge)
        self.jobs.every(SWEEP_SECONDS, "audit purge", audit.purge)
        for consumer in self.consumers:
            consumer.start()
        await self.server.start(bound)

    async def stop(self) -> None:
        """Stop gracefully: no new work, answers for what has begun, sockets told when to come back."""
        seconds = self.settings.stop_seconds
        self.probes.stopping = True
        http = asyncio.create_task(self.server.stop(seconds))
        for socket in list(self.hub.sockets):
            socket.end(closes.RESTART, retry_after_ms=random.randint(500, 5000))  # noqa: S311
        await http
        await asyncio.wait([asyncio.ensure_future(self.calls.drained())], timeout=seconds)
        await self.close()

    async def close(self) -> None:
        """Close what `open` opened."""
        self.hub.stop()
        await self.jobs.stop()
        for consumer in self.consumers:
            await consumer.stop()
        await self.committer.drained()
        await self.watch.drained()
        try:
            await audit.close(self.database.read, self.jobs.once)
            await self.jobs.once(stored.save)
        except TokenIMError as refusal:
            # The disk is full: what is not sealed now is sealed after the next start.
            log.warning("audit.not_sealed", code=refusal.code.name)
        finally:
            await self.database.close()
            await asyncio.to_thread(self._lock.release)

    def work(self, actor: Actor | None = None) -> Work:
        """Return a unit of work for something that no call asked for."""
        return Work(actor or anonymous(""), self.database.read, clock.now())

    def _furnish(self, site: Site, metrics: Metrics) -> None:
        """Serve the documents and probes, and count for the operator."""
        pages.furnish(site, OPERATIONS.values(), VERSIONS)
        self.probes = Probes(lambda: self.database.read(("SELECT 1", {})), metrics, VERSIONS)
        self.probes.token = self.settings.metrics_token
        self.probes.furnish(site)
        self.greeter.count = metrics.called_on_socket
        self.committer.observe = metrics.committed
        metrics.gauge("sockets", "Open sockets", lambda: len(self.hub.sockets))
        metrics.gauge("users_online", "Users with an open socket", lambda: len(self.hub.callers.users))
        metrics.gauge("http_connections", "Open HTTP connections", lambda: self.server.connections)

    async def _prepare(self) -> first_start.Made:
        work = self.work()
        await audit.configure(
            CheckpointFile(Path(self.settings.data)), self.database.read, self.committer.store, work,
            days=self.settings.audit_days,
        )  # fmt: skip
        made = await first_start.prepare(work, self.settings)
        if made.secrets:
            # Before the commit: what is made can always be read afterwards.
            path = Path(self.settings.data) / first_start.FILE
            await asyncio.to_thread(secret_file.write, path, made.text)
        if not work.empty:
            await self.committer.store(work)
        await users.split_names(self.work, self.committer.store)
        await stored.load(self.work())
        return made

    async def _catch_up(self, actor: Actor, resume: Resume | None) -> Caught:
        known = resume or Resume(self.database.epoch, {})
        missed = await delivery.missed(self.work(actor), known.epoch, known.positions)
        return Caught(self.database.epoch, missed.streams, missed.heads, missed.frames, missed.too_much)


def _proxies(settings: Settings) -> Proxies:
    try:
        return Proxies(settings.trusted_proxies)
    except ValueError as error:
        raise ValueError(f"TOKENIM_TRUSTED_PROXIES cannot be used: {error}.") from error


def _by_address(settings: Settings, proxies: Proxies) -> ByAddress:
    rates = policies(settings)
    return ByAddress(
        proxies,
        strangers=rates.anonymous,
        connections=rates.connections,
        most=settings.http_connections_per_address,
    )


def _check(settings: Settings) -> None:
    """Raise `ValueError` with a sentence for the operator where a setting asks for what is not there or not safe."""
    for name in ("database", "bus"):
        if getattr(settings, name):
            raise ValueError(f"TOKENIM_{name.upper()} must be empty: this version runs one node on SQLite.")
    first_start.check(settings)
