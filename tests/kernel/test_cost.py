"""What does a call cost of its caller's rate?"""

from __future__ import annotations

from tests.kernel.ground import Ground, alice
from tokenim.kernel.call import PAID_BYTES
from tokenim.kernel.ratelimit import Bucket, Policy


async def test_a_call_costs_what_its_operation_says_and_a_long_one_more(ground: Ground) -> None:
    caller = alice()
    caller.bucket = Bucket(Policy("calls", 0.001, 10))

    await ground.ask("add", caller, name="a", text="short")
    assert caller.bucket.left == 9
    await ground.ask("add", caller, name="b", text="x" * 3 * PAID_BYTES)
    assert caller.bucket.left == 5
