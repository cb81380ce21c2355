"""Is a caller granted what the role says?"""

from __future__ import annotations

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.kernel.actor import Actor, anonymous, operator
from tokenim.kernel.ratelimit import Bucket


def test_a_caller_has_the_permissions_of_the_role_or_those_that_were_given() -> None:
    assert Actor("u_1", "admin").permissions == ROLES["admin"]
    assert Actor("app", "application", permissions=frozenset()).permissions == frozenset()


def test_who_asks_is_a_user_or_an_application_also_where_it_acts_for_a_user() -> None:
    user = Actor("u_1", "user", session_id="s_1")
    granted = Actor("u_1", "user", session_id="s_2", application_id="app_1")
    application = Actor("", "application", application_id="app_1")
    acting = Actor("u_1", "user", application_id="app_1")

    assert [(actor.principal, actor.via) for actor in (user, granted)] == [("u_1", "")] * 2
    assert [(actor.principal, actor.via) for actor in (application, acting)] == [("app_1", "app_1")] * 2


def test_whoever_works_on_the_data_by_hand_may_what_an_administrator_may() -> None:
    assert operator().permissions == ROLES["admin"]


def test_callers_share_a_bucket_only_where_they_are_given_one() -> None:
    bucket = Bucket()

    assert Actor("u_1", "user", bucket=bucket).bucket is bucket
    assert Actor("u_1", "user").bucket is not Actor("u_1", "user").bucket


def test_somebody_without_credentials_may_do_what_is_public() -> None:
    caller = anonymous("10.0.0.1")

    assert caller.permissions == {Permission.PUBLIC}
    assert (caller.user_id, caller.principal, caller.address) == ("", "", "10.0.0.1")


def test_a_caller_at_another_address_is_the_same_caller_with_the_same_bucket() -> None:
    here = Actor("u_1", "user", session_id="s_1", bucket=Bucket())
    here.address = "192.0.2.1"

    there = here.at("192.0.2.2")

    assert here.at("192.0.2.1") is here
    assert (here.address, there.address) == ("192.0.2.1", "192.0.2.2")
    assert there.bucket is here.bucket
    assert (there.principal, there.session_id, there.permissions) == ("u_1", "s_1", here.permissions)


def test_the_refusal_of_what_is_not_granted_names_the_permission() -> None:
    refusal = Actor("u_1", "user").lacks(Permission.ADMIN_USERS)

    assert (refusal.code, refusal.permission) == (errors.PERMISSION_MISSING, "admin:users")
    assert anonymous("").lacks(Permission.ADMIN_USERS).code is errors.AUTH_REQUIRED
