"""What if a client asks for the same change twice? With the same key it gets the first answer, and nothing is done."""

from hashlib import sha256
from typing import Any

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.operation import Operation
from tokenim.kernel.unit_of_work import Work

KEPT_SECONDS = 14 * 86_400

_FIND = "SELECT request, answer, existed FROM idempotency WHERE caller = :caller AND key = :key"
_KEEP = """INSERT INTO idempotency (caller, key, request, answer, existed, at, subject)
    VALUES (:caller, :key, :request, :answer, :existed, :at, :subject)"""
_FORGET = "DELETE FROM idempotency WHERE caller = :caller AND substr(answer, 1, :size) = :beginning"
_ERASE = "DELETE FROM idempotency WHERE caller = :user_id OR subject = :user_id"
_PURGE = "DELETE FROM idempotency WHERE at < :before"


async def once(work: Work, operation: Operation, key: str, body: Any) -> Any:
    """Run the handler unless the caller's key has an answer already; keep the answer with the changes.

    The same key with another request raises `idempotency.key_reused`, more keys than a day allows `quota.exceeded`. Refusals
    are not kept.
    """
    caller, charged = work.actor.principal, work.actor.bucket
    request = sha256(operation.name.encode() + b"\n" + msgspec.json.encode(body)).digest()
    kept = await work.one(_FIND, caller=caller, key=key)
    if kept is not None:
        if kept[0] != request:
            raise TokenIMError(errors.IDEMPOTENCY_REUSED)
        work.replayed, work.existed = True, bool(kept[2])
        return None if kept[1] == b"null" else msgspec.Raw(kept[1])
    answer = await operation.handler(work, body)
    if not work.empty:
        charged.charge("idempotency_keys")
        encoded = msgspec.json.encode(answer)
        subject = getattr(body, "user_id", "")
        subject = work.named.get(subject, subject)
        work.write(
            _KEEP, caller=caller, key=key, request=request, answer=encoded, existed=int(work.existed),
            at=work.now, subject=subject,
        )  # fmt: skip
    return answer


def forget(work: Work, caller: str, beginning: bytes) -> None:
    """Record that answers of the caller that begin so are not kept: what they show was erased."""
    work.write(_FORGET, caller=caller, beginning=beginning, size=len(beginning))


def erase(work: Work, user_id: str) -> None:
    """Record that no answer is kept that the user got, or that was about the user."""
    work.write(_ERASE, user_id=user_id)


async def purge(work: Work) -> None:
    """Forget answers that are older than two weeks; a job."""
    work.write(_PURGE, before=work.now - KEPT_SECONDS * 1000)
