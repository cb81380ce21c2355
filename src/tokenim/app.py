"""Which part does what? The composition root: the only file that knows everybody. Wiring, no logic."""

import asyncio
import random
from collections.abc import Callable, Sequence
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
from tokenim.features.auth.service import first_start, state
from tokenim.features.delivery import service as delivery
from tokenim.kernel import idempotency
from tokenim.kernel.actor import Actor
from tokenim.kernel.addresses import Proxies
from tokenim.kernel.auditor import Auditor
from tokenim.kernel.call import Calls
from tokenim.kernel.committer import Committer
from tokenim.kernel.consumers import Consumer
from tokenim.kernel.feature import Feature, Hears, catalogue, operations
from tokenim.kernel.jobs import Jobs
from tokenim.kernel.ports import Checkpoints, Connected
from tokenim.kernel.ratelimit import policies
from tokenim.kernel.unit_of_work import Context, Work
from tokenim.stack import chosen
from tokenim.transport.allowed_origins import AllowedOrigins
from tokenim.transport.by_address import ByAddress
from tokenim.transport.counts import Counts
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
from tokenim.transport.ws.hello import CatchUp, HelloHandler, Resume
from tokenim.transport.ws.hub import Hub

log = structlog.get_logger("node")

PURGE_SECONDS = 3600.0


class Node:
    """One process of TokenIM. Any number of them live side by side, each on its own data."""

    def __init__(
        self,
        settings: Settings,
        *,
        on_fatal: Callable[[BaseException], None],
        features: Sequence[Feature] | None = None,
    ) -> None:
        self.settings = settings
        self.features = chosen(settings.features) if features is None else features
        self.operations = operations(self.features)
        self.catalogue = catalogue(self.features)
        self.made = first_start.FirstSecrets()
        self.port = 0
        self.counts = Counts(_by_address(settings), Metrics())
        self.checkpoints: Checkpoints = CheckpointFile(Path(settings.data))
        self.consumers: list[Consumer] = []
        self._on_fatal = on_fatal
        self._lock = DataLock(Path(settings.data))

    async def open(self) -> None:
        """Open the database and start the features, without listening."""
        settings = self.settings
        _check(settings)
        await asyncio.to_thread(self._lock.take)
        path = Path(settings.data) / "tokenim.db"
        self.database = SqliteDatabase(
            path, synchronous=settings.synchronous, on_fatal=self._on_fatal,
            added={feature.name: feature.migrations for feature in self.features if feature.migrations},
        )  # fmt: skip
        await self.database.open()
        self.context = Context(self.database.read, settings)
        self.committer = Committer(
            self.database, linger_ms=settings.linger_ms, observe=self.counts.metrics.committed
        )
        auditor = Auditor(audit.witness, audit.observe)
        self.calls = Calls(self.committer, self.context, self.operations, auditor)
        self.jobs = Jobs(self.committer, self.context)
        self.hub = Hub(
            heartbeat_seconds=settings.ws_heartbeat_seconds, hello_seconds=settings.ws_hello_seconds,
            more_comes=self.committer.writing,
        )  # fmt: skip
        for feature in self.features:
            await self._start(feature)
        self.authenticator = self.context.state[state.AUTH].authenticator
        self.hello_handler = HelloHandler(
            self.hub, self.calls, self.authenticator, self._catch_up, self.counts
        )
        self.made = await self._first_start()

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
        handshake = Handshake(self.hub, self.hello_handler, settings, VERSIONS)
        router = Router(self.operations.values(), VERSIONS)
        site = Site(Origins(AllowedOrigins(settings.allowed_origins)))
        app = App(self.calls, self.authenticator, router, site, self.counts)
        self._furnish(site)
        await static.add_to(site)
        self.server = Server(app, handshake.protocol, self.counts.by_address)
        self.hub.start()
        for job in (job for feature in self.features for job in feature.jobs):
            self.jobs.every(job.seconds, job.name, job.step)
        self.jobs.every(PURGE_SECONDS, "idempotency purge", idempotency.purge)
        for consumer in self.consumers:
            consumer.start()
        await self.server.start(bound)

    async def stop(self) -> None:
        """Stop gracefully: no new work, answers for what has begun, sockets told when to come back."""
        seconds = self.settings.stop_seconds
        self.probes.stop()
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
        try:
            for feature in reversed(self.features):
                await self._stop(feature)
        finally:
            await self.database.close()
            await asyncio.to_thread(self._lock.release)

    @property
    def connected(self) -> Connected:
        """See `kernel.feature.Node`."""
        return self.hub.callers

    @property
    def epoch(self) -> str:
        """See `kernel.feature.Node`."""
        return self.database.epoch

    def consume(self, hears: Hears) -> None:
        """See `kernel.feature.Node`."""
        self.consumers.append(
            Consumer(hears.name, hears, self.context, self.committer, streams=hears.streams)
        )

    def work(self, actor: Actor | None = None) -> Work:
        """Return a unit of work for something that no call asked for."""
        return self.context.work(actor)

    async def _start(self, feature: Feature) -> None:
        for hook in feature.hooks:
            hook(self.context)
        await feature.start(self)
        for consumer in feature.consumers:
            self.consume(consumer(self))

    async def _stop(self, feature: Feature) -> None:
        try:
            await feature.stop(self)
        except TokenIMError as refusal:
            # The disk is full: what is not written down now is written down after the next start.
            log.warning("feature.not_stopped", feature=feature.name, code=refusal.code.name)

    def _furnish(self, site: Site) -> None:
        """Serve the documents and probes, and count for the operator."""
        metrics = self.counts.metrics
        pages.add_to(site, self.operations.values(), VERSIONS, self.catalogue)
        self.probes = Probes(
            lambda: self.database.read(("SELECT 1", {})), metrics, VERSIONS, self.settings.metrics_token
        )
        self.probes.add_to(site)
        metrics.gauge("sockets", "Open sockets", lambda: len(self.hub.sockets))
        metrics.gauge("users_online", "Users with an open socket", lambda: len(self.hub.callers.users))
        metrics.gauge("http_connections", "Open HTTP connections", lambda: self.server.connections)

    async def _first_start(self) -> first_start.FirstSecrets:
        work = self.work()
        made = await first_start.prepare(work, self.settings)
        if made.secrets:
            # Before the commit: what is made can always be read afterwards.
            path = Path(self.settings.data) / first_start.FILE
            await asyncio.to_thread(secret_file.write, path, made.text)
        if not work.empty:
            await self.committer.store(work)
        return made

    async def _catch_up(self, actor: Actor, resume: Resume | None) -> CatchUp:
        known = resume or Resume(self.database.epoch, {})
        missed = await delivery.missed(self.work(actor), known.epoch, known.positions)
        return CatchUp(self.database.epoch, missed.streams, missed.heads, missed.frames, missed.too_much)


def _proxies(settings: Settings) -> Proxies:
    try:
        return Proxies(settings.trusted_proxies)
    except ValueError as error:
        raise ValueError(f"TOKENIM_TRUSTED_PROXIES cannot be used: {error}.") from error


def _by_address(settings: Settings) -> ByAddress:
    rates = policies(settings)
    return ByAddress(
        _proxies(settings),
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
