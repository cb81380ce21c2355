"""How is one HTTP request answered? Find the operation, gather its fields, take the one road, answer."""

from time import perf_counter
from typing import Any

import structlog

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.actor import Actor, anonymous
from tokenim.kernel.call import Calls, Result
from tokenim.kernel.ports import Authenticator
from tokenim.kernel.ratelimit import Bucket
from tokenim.transport.counts import Counts
from tokenim.transport.http import answers, conditions, fields, locations
from tokenim.transport.http.answers import Answer
from tokenim.transport.http.cycle import WHOLE
from tokenim.transport.http.request import COST, PROBE, REFUSED, Gone, Request, Scope
from tokenim.transport.http.router import Found, Methods, Route, Router
from tokenim.transport.http.site import Site

log = structlog.get_logger("http")

PROBES = ("/healthz", "/readyz")
"""Answered whoever asks and however often: a balancer must not take a node for ill because of somebody else."""


class App:
    """The ASGI application: operations, pages, and refusals for everything else."""

    def __init__(
        self,
        calls: Calls,
        authenticator: Authenticator,
        router: Router,
        site: Site,
        counts: Counts,
    ) -> None:
        self._calls = calls
        self._authenticator = authenticator
        self._router = router
        self._site = site
        self._origins = site.origins
        self.by_address, self.metrics = counts

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request, whatever happens."""
        request = Request(scope, self.by_address.proxies)
        try:
            answer = await self._answer(request, receive)
        except Gone:
            return
        except TokenIMError as refusal:
            answer = _refused(request, refusal)
        except Exception:
            log.exception("http.failed", method=request.method, path=request.path, request_id=request.id)
            answer = _refused(request, TokenIMError(errors.SERVER_INTERNAL))
        await self._send(request, answer, send)

    async def _answer(self, request: Request, receive: Any) -> Answer:
        page = self._site.find_for(request)
        if page is not None:
            if request.path in PROBES:
                request.state[COST] = PROBE
            else:
                self._stranger(request).take()
            if request.method in ("GET", "HEAD"):
                return await page(request)
            return self._no_method(request, "GET, HEAD, OPTIONS")
        try:
            found = self._router.find(request.raw_path, request.headers.get(b"x-version"))
        except TokenIMError:
            self._stranger(request).take()
            raise
        route = found.methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            self._stranger(request).take()
            return self._no_method(request, _allowed(found.methods))
        return await self._operate(request, found, route, receive)

    async def _operate(self, request: Request, found: Found, route: Route, receive: Any) -> Answer:
        operation = route.operation
        started = perf_counter()
        outcome = "ok"
        try:
            actor = await self._actor(request, operation.permission)
            raw = await _raw(request, found, route, receive)
            key = request.idempotency_key
            raw = found.version.upgrade(operation.name, raw)
            result = await self._calls.result(operation, actor, raw, key=key, request_id=request.id)
            answer = _answered(found, route, result)
        except TokenIMError as refusal:
            outcome = refusal.code.name
            answer = _refused(request, refusal)
            answer = answer._replace(headers=answer.headers + found.version.headers + route.headers)
        self.metrics.called(operation.name, outcome, perf_counter() - started)
        return answer

    async def _actor(self, request: Request, permission: Permission) -> Actor:
        """Return the caller; a token that is no longer good does not matter where nobody needs one."""
        try:
            token = request.token
            if token is None:
                return self._nobody(request)
            known = self._authenticator.cached(token)
            known = known or await self._authenticator.authenticate(token, request.address)
            actor = known.at(request.address)
        except TokenIMError:
            if permission is not Permission.PUBLIC:
                self._stranger(request).take()
                raise
            return self._nobody(request)
        request.language = actor.language
        request.bucket = actor.bucket
        return actor

    def _nobody(self, request: Request) -> Actor:
        actor = anonymous(request.address)
        actor.language = request.spoken()
        actor.bucket = self._stranger(request)
        return actor

    def _stranger(self, request: Request) -> Bucket:
        """Return the bucket of all who come from the request's address without a token that is good."""
        bucket = request.bucket = self.by_address.stranger(request.address)
        return bucket

    def _no_method(self, request: Request, allowed: str) -> Answer:
        if request.method == "OPTIONS":
            return self._origins.preflight(request, allowed.encode())
        answer = _refused(request, TokenIMError(errors.OPERATION_METHOD))
        return answer._replace(headers=[*answer.headers, (b"allow", allowed.encode())])

    async def _send(self, request: Request, answer: Answer, send: Any) -> None:
        headers = [*answer.headers, (b"x-request-id", request.id.encode())]
        if answer.status not in (204, 304):
            headers.append((b"content-length", b"%d" % len(answer.body)))
        if request.bucket is not None:
            request.bucket.answered(len(answer.body))
        headers += answers.rates(request.bucket, request.limit, answer.headers)
        if b"origin" in request.headers:
            headers += self._origins.headers(request)
        if answer.status >= 400 and b"expect" in request.headers:
            # Whether the body still comes is then unknown, and with it where the next request begins.
            headers.append((b"connection", b"close"))
        await send({"type": WHOLE, "status": answer.status, "headers": headers, "body": answer.body})


def _answered(found: Found, route: Route, result: Result) -> Answer:
    """Return what an operation answered, with the headers that say more of it."""
    operation, version = route.operation, found.version
    status = 200 if result.existed else operation.status
    more = version.headers + route.headers
    if route.tagged:
        more = more + conditions.tag(result.answer)
    if status == 201:
        more = more + locations.header(operation.location, version.number, result.answer)
    if result.replayed:
        more = [*more, answers.REPLAYED]
    return answers.answered(status, version.downgrade(operation.name, result.answer), more)


def _refused(request: Request, refusal: TokenIMError) -> Answer:
    request.limit = refusal.limit
    if refusal.code is errors.RATE_LIMITED:
        request.state[COST] = REFUSED
    return answers.refused(refusal, request.id, request.spoken())


async def _raw(request: Request, found: Found, route: Route, receive: Any) -> bytes:
    """Return the request as one JSON object, from path, query and body."""
    first = found.first(route)
    if request.method in ("GET", "HEAD"):
        if request.query:
            first += fields.query_members(request.query, route.kinds)
        return fields.spliced(first, b"")
    condition = request.headers.get(b"if-match")
    if condition is not None:
        first += conditions.member(condition, route.kinds)
    if request.query:
        if not route.in_query:
            request.refuse_query()
        first += fields.query_members(request.query, route.kinds)
    return fields.spliced(first, await request.body(receive))


def _allowed(methods: Methods) -> str:
    names = {*methods, "OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    return ", ".join(sorted(names))
