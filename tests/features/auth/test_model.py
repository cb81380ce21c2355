"""Do tokens have the promised form, and do successors need both halves?"""

from __future__ import annotations

import math

import msgspec
import pytest

from tokenim.catalogue.permissions import Permission
from tokenim.features.auth import model
from tokenim.features.auth.model import Application, Session

SESSION = Session(
    "s_1", "u_1", "Phone", "::1", 0, 1, b"a" * 32, 500, b"b" * 32, 100, b"", 900, b"", b"", b"", 1
)


@pytest.mark.parametrize(("kind", "bits"), [(model.ACCESS, 256), (model.KEY, 256), (model.REFRESH, 384)])
def test_a_token_names_its_owner_and_its_secret_comes_back(kind: str, bits: int) -> None:
    drawn = model.new_secrets()
    secret = drawn.refresh if kind == model.REFRESH else drawn.access

    shown = model.presented(model.token(kind, "s_abc", secret), kind, "s")

    assert len(secret) * 8 == bits
    assert shown == ("s_abc", secret, model.hashed(secret))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tka_",
        "tka_abc",
        "tka_abc.",
        "tka_abc.!!!",
        "tka_abc.QUJD",
        "tkr_abc." + "A" * 43,
        "tka_ä." + "A" * 43,
    ],
)
def test_what_is_no_access_token_is_none(text: str) -> None:
    assert model.presented(text, model.ACCESS, "s") is None


def test_no_two_secrets_are_the_same() -> None:
    assert len({secret for _ in range(100) for secret in model.new_secrets()}) == 200


def test_successors_are_the_same_again_but_need_the_secret_and_the_nonce() -> None:
    first, other = model.new_secrets().refresh, model.new_secrets().refresh

    after = model.successors(first, b"nonce")

    assert after == model.successors(first, b"nonce")
    assert len({*after, *model.successors(first, b"other"), *model.successors(other, b"nonce")}) == 6
    assert model.family(after.refresh) == model.family(first) != model.family(other)


def test_the_former_access_token_is_good_until_its_own_end() -> None:
    assert model.access_expires_at(SESSION, b"a" * 32) == 500
    assert model.access_expires_at(SESSION, b"b" * 32) == 100
    assert model.access_expires_at(SESSION, b"c" * 32) == 0


def test_a_session_is_shown_without_secrets() -> None:
    shown = msgspec.to_builtins(model.shown(SESSION, "s_1"))

    assert shown["current"] is True
    assert shown.keys() == {"id", "device_name", "address", "created_at", "used_at", "current"}


def test_permissions_are_read_as_they_were_written_but_for_those_that_are_gone() -> None:
    permissions = frozenset({Permission.SERVER_USERS, Permission.MESSAGES_READ})

    assert model.written(permissions) == "messages:read server:users"
    assert model.read(model.written(permissions) + " server:magic") == permissions


def test_the_former_key_is_good_until_its_own_end_and_none_once_revoked() -> None:
    application = Application("app_1", "Shop", b"a" * 32, frozenset(), 0, None, b"b" * 32, 100)
    revoked = msgspec.structs.replace(application, revoked_at=1)

    assert [model.key_expires_at(application, key * 32) for key in (b"a", b"b", b"c")] == [math.inf, 100, 0]
    assert [model.key_expires_at(revoked, key * 32) for key in (b"a", b"b")] == [0, 0]
    assert model.key_expires_at(msgspec.structs.replace(application, former_key_hash=None), b"") == 0
