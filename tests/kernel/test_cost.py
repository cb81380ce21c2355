"""What does a call cost of its caller's rate and quotas?"""

from __future__ import annotations

from structlog.testing import capture_logs

from tests.features.world import refused
from tests.kernel.ground import Ground, alice
from tokenim.catalogue import errors
from tokenim.catalogue.costs import REQUEST_BYTES
from tokenim.kernel.ratelimit import Bucket, Buckets, Policy


async def test_a_call_costs_what_its_operation_says_and_a_long_one_more(ground: Ground) -> None:
    caller = alice()
    caller.bucket = Bucket(Policy("calls", 0.001, 10))

    await ground.ask("add", caller, name="a", text="short")
    assert caller.bucket.left == 9
    await ground.ask("add", caller, name="b", text="x" * 3 * REQUEST_BYTES)
    assert caller.bucket.left == 5


async def test_what_is_stored_counts_for_who_asked_and_what_is_refused_does_not(ground: Ground) -> None:
    buckets = Buckets(Policy("calls", 1, 100, storage=Policy("stored_bytes", 1, 1)))
    actor = alice()
    actor.bucket = buckets.of("u_alice")

    await ground.ask("read", actor, name="a")
    with capture_logs(), refused(errors.SERVER_INTERNAL):
        await ground.ask("add", actor, name="a", text="fail")
    actor.bucket.may_store()
    await ground.ask("add", actor, name="a", text="short")

    with refused(errors.QUOTA_EXCEEDED):
        actor.bucket.may_store()
