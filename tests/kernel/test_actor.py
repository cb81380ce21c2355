"""Is a caller granted what the role says?"""

from __future__ import annotations

from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.kernel.actor import Actor, anonymous
from tokenim.kernel.ratelimit import Bucket


def test_a_caller_has_the_permissions_of_the_role_or_those_that_were_given() -> None:
    assert Actor("u_1", "admin").permissions == ROLES["admin"]
    assert Actor("app", "application", permissions=frozenset()).permissions == frozenset()


def test_an_application_that_acts_for_a_user_is_known_by_its_own_name() -> None:
    assert Actor("u_1", "user", application_id="app_1").identity == "app_1"
    assert Actor("u_1", "user").identity == "u_1"


def test_callers_share_a_bucket_only_where_they_are_given_one() -> None:
    bucket = Bucket()

    assert Actor("u_1", "user", bucket=bucket).bucket is bucket
    assert Actor("u_1", "user").bucket is not Actor("u_1", "user").bucket


def test_somebody_without_credentials_may_do_what_is_public() -> None:
    caller = anonymous("10.0.0.1")

    assert caller.permissions == {Permission.PUBLIC}
    assert (caller.user_id, caller.identity, caller.address) == ("", "", "10.0.0.1")
