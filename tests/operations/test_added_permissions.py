"""Is a permission of a feature from outside one like any other: granted by a role, named in requests, kept once?"""

from __future__ import annotations

import msgspec
import pytest

from tokenim.catalogue.permissions import DELEGATED, ROLES, SENTENCES, Permission, known, permission
from tokenim.features.auth.model import read, written
from tokenim.features.auth.service import applications
from tokenim.kernel.actor import Actor

RING = permission("bells:ring", "Ring bells")
MOUNT = permission("bells:mount", "Mount bells", roles=("application",))


def test_it_is_held_by_the_roles_that_were_named_and_by_administrators_where_users_have_it() -> None:
    assert {role for role, held in ROLES.items() if RING in held} == {"user", "admin"}
    assert {role for role, held in ROLES.items() if MOUNT in held} == {"application"}
    assert RING in DELEGATED["application"] & DELEGATED["admin"]
    assert RING in Actor("u_1", "user").permissions
    assert SENTENCES[RING] == "Ring bells"


def test_requests_and_stored_grants_may_name_it() -> None:
    assert msgspec.json.decode(b'["bells:ring"]', type=list[Permission]) == [RING]
    assert read(written({RING, Permission.USERS_READ})) == {RING, Permission.USERS_READ}
    assert MOUNT in applications.every_scope()


def test_one_of_a_feature_that_is_off_grants_nothing() -> None:
    assert known("gongs:ring") is None
    assert read("gongs:ring users:read") == {Permission.USERS_READ}
    with pytest.raises(msgspec.ValidationError, match="gongs:ring"):
        msgspec.json.decode(b'["gongs:ring"]', type=list[Permission])


@pytest.mark.parametrize("name", ["bells:ring", "public"])
def test_a_name_is_taken_once(name: str) -> None:
    with pytest.raises(ValueError, match=f"Two permissions are called {name}"):
        permission(name, "Again")
