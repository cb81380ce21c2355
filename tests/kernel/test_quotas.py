"""Is what a caller makes bounded over longer times, each quota by itself?"""

from __future__ import annotations

import pytest

from tests.features.world import refused
from tokenim.catalogue import errors
from tokenim.catalogue.settings import Settings
from tokenim.kernel.ratelimit import UNLIMITED, Bucket, policies


def test_a_quota_is_refused_by_its_name_and_leaves_the_others() -> None:
    bucket = Bucket(policies(Settings(conversations_per_hour=2, members_per_hour=10)).user)
    bucket.charge("conversations_made", 2)
    bucket.charge("members_added", 0)

    with refused(errors.QUOTA_EXCEEDED) as caught:
        bucket.charge("conversations_made")
    assert caught.value.limit == errors.Limited("conversations_made", 2, 3600)
    assert caught.value.retry_after_ms is not None
    assert 1_790_000 < caught.value.retry_after_ms <= 1_800_001
    bucket.charge("members_added", 10)


def test_an_application_may_make_more_and_the_server_itself_what_it_wants() -> None:
    bucket = Bucket(policies(Settings(conversations_per_hour=2, application_quota_factor=3)).application)
    bucket.charge("conversations_made", 6)
    with pytest.raises(errors.TokenIMError):
        bucket.charge("conversations_made")

    Bucket(UNLIMITED).charge("conversations_made", 10**9)
