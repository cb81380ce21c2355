"""Are bad passwords refused, and used refresh tokens judged rightly?"""

from __future__ import annotations

import importlib.util

import msgspec
import pytest

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.features.auth import model, policy
from tokenim.features.auth.model import Application, Presented, Session
from tokenim.features.auth.policy import Refresh
from tokenim.features.users.model import User
from tokenim.kernel.actor import Actor, anonymous, operator

FORMER = bytes(range(48))
CURRENT = model.successors(FORMER, b"nonce").refresh
SESSION = Session(
    "s_1", "u_1", "", "", 0, 1_000, b"", 0, b"", 0, model.hashed(CURRENT), 90_000, model.hashed(FORMER),
    model.family(CURRENT), b"nonce", 1_000,
)  # fmt: skip


SECRETS = {
    "current": CURRENT,
    "former": FORMER,
    "older": CURRENT[: model.FAMILY_BYTES] + bytes(32),
    "made up": bytes(48),
}


def shown(secret: bytes) -> Presented:
    return Presented("s_1", secret, model.hashed(secret))


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "ü" * 513 + "xyz" * 3,
        # Common, with little around it, with signs for letters.
        "password1",
        "PassWord1",
        "P@ssw0rd",
        "12345678910",
        "!Football99",
        "jordan23!",
        "1qaz2wsx3edc",
        # Regular.
        "aaaabbbb",
        "zaq1zaq1zaq1",
        "98765432",
        "lkjhgfdsa",
        # What the account or the product is called.
        "alice-in-oz",
        "Alice-In-Oz7",
        "liddell1",
        "tokenim2026",
    ],
)
def test_a_bad_password_is_refused(password: str) -> None:
    with pytest.raises(TokenIMError) as caught:
        policy.may_use(password, ("alice-in-oz", "Al Liddell"), 8)

    assert caught.value.code is errors.AUTH_PASSWORD_WEAK
    assert caught.value.errors[0]["field"] == "password"
    assert caught.value.errors[0]["zh"]


@pytest.mark.parametrize("password", ["correct horse", "密码是一条很长的龙", "x7#kQ-92"])
def test_a_good_password_is_accepted(password: str) -> None:
    policy.may_use(password, ("alice", "Alice Liddell", "A"), 8)


@pytest.mark.slow
def test_the_passwords_that_people_choose_most_are_refused() -> None:
    lists = policy._frequency_lists()
    long_enough = [word for word in lists["passwords"] if len(word) >= 8]

    assert len(long_enough) > 10_000
    assert [word for word in long_enough if not refused(word)] == []


def refused(password: str) -> bool:
    try:
        policy.may_use(password, (), 8)
    except TokenIMError:
        return True
    return False


@pytest.mark.parametrize("status", ["suspended", "deleted"])
def test_only_an_active_user_may_log_in(status: str) -> None:
    user = User("u_1", "alice", "", "", "", "", {}, "user", "active", 0)
    policy.may_log_in(user)

    with pytest.raises(TokenIMError) as caught:
        policy.may_log_in(msgspec.structs.replace(user, status=status))
    assert caught.value.code is errors.AUTH_SUSPENDED


@pytest.mark.parametrize(
    ("which", "now", "verdict"),
    [
        ("current", 1_001, Refresh.ROTATE),
        ("current", 89_999, Refresh.ROTATE),
        ("current", 90_000, Refresh.REFUSE),
        ("former", 1_000, Refresh.WAIT),
        ("former", 2_999, Refresh.WAIT),
        ("former", 3_000, Refresh.REPEAT),
        ("former", 11_000, Refresh.REPEAT),
        ("former", 11_001, Refresh.END),
        ("older", 1_500, Refresh.END),
        ("made up", 1_500, Refresh.REFUSE),
    ],
)
def test_a_refresh_token_is_good_once_and_its_predecessor_only_for_a_lost_answer(
    which: str, now: int, verdict: Refresh
) -> None:
    assert policy.refresh(SESSION, shown(SECRETS[which]), now) is verdict


ALICE = User("u_1", "alice", "", "", "", "", {}, "user", "active", 0)
BOSS = msgspec.structs.replace(ALICE, id="u_2", role="admin")
ACTORS = {
    "the user": Actor("u_1", "user", session_id="s_1"),
    "another user": Actor("u_3", "user", session_id="s_3"),
    "an administrator": Actor("u_2", "admin", session_id="s_2"),
    "an application": Actor("", "application", application_id="app_1"),
    "an application that acts for the user": Actor("u_1", "user", application_id="app_1"),
    "a session that an application granted": Actor("u_1", "user", session_id="s_4", application_id="app_1"),
    "nobody": anonymous(""),
    "the operator": operator(),
}


@pytest.mark.parametrize(
    ("who", "reaches"),
    [
        ("the user", [ALICE]),
        ("another user", []),
        ("an administrator", [ALICE, BOSS]),
        ("an application", [ALICE]),
        ("an application that acts for the user", []),
        ("a session that an application granted", [ALICE]),
        ("nobody", []),
        ("the operator", [ALICE, BOSS]),
    ],
)
def test_nobody_acts_for_whom_they_were_not_granted(who: str, reaches: list[User]) -> None:
    for user in (ALICE, BOSS):
        if user in reaches:
            policy.may_act_for(ACTORS[who], user)
        else:
            with pytest.raises(TokenIMError) as caught:
                policy.may_act_for(ACTORS[who], user)
            assert caught.value.code is errors.USER_PROTECTED


@pytest.mark.parametrize(
    ("who", "role"), [("the user", "user"), ("an application", "admin"), ("nobody", "user")]
)
def test_nobody_grants_more_than_they_may(who: str, role: str) -> None:
    policy.may_grant(ACTORS["the operator"], ROLES["admin"])
    policy.may_grant(ACTORS["an application"], ROLES["user"])

    with pytest.raises(TokenIMError) as caught:
        policy.may_grant(ACTORS[who], ROLES[role])
    assert caught.value.code is errors.PERMISSION_MISSING


def test_a_login_may_what_the_role_of_its_user_may() -> None:
    assert policy.permitted(SESSION, ALICE, None) == ROLES["user"]
    assert policy.permitted(SESSION, BOSS, None) == ROLES["admin"]
    assert policy.permitted(SESSION, msgspec.structs.replace(ALICE, status="suspended"), None) == frozenset()


def test_what_an_application_granted_never_grows_and_ends_with_the_right_to_grant() -> None:
    granted = msgspec.structs.replace(
        SESSION, application_id="app_1", permissions=model.written(ROLES["user"])
    )
    reading = msgspec.structs.replace(granted, permissions="messages:read")
    program = Application("app_1", "Shop", b"", frozenset({Permission.SERVER_TOKENS}), 0)

    assert policy.permitted(granted, ALICE, program) == ROLES["user"]
    assert policy.permitted(granted, BOSS, program) == ROLES["user"]
    assert policy.permitted(reading, BOSS, program) == {Permission.MESSAGES_READ}
    for ended in (
        None,
        msgspec.structs.replace(program, revoked_at=1),
        msgspec.structs.replace(program, scopes=frozenset({Permission.SERVER_USERS})),
    ):
        assert policy.permitted(granted, ALICE, ended) == frozenset()


def test_a_key_opens_its_scopes_and_never_more_than_its_role() -> None:
    program = Application(
        "app_1", "Shop", b"", frozenset({Permission.SERVER_USERS, Permission.ADMIN_USERS}), 0
    )

    assert policy.of_key(program) == {Permission.SERVER_USERS, Permission.PUBLIC}
    assert policy.of_key(msgspec.structs.replace(program, revoked_at=1)) == frozenset()


def test_a_session_that_ended_refuses_every_token() -> None:
    assert policy.refresh(None, shown(CURRENT), 1_001) is Refresh.REFUSE


def test_the_words_that_are_guessed_first_stand_each_in_a_line_of_its_own() -> None:
    listed = policy._guessed_first.__wrapped__().decode()
    words = listed.split("\n")[1:-1]

    assert listed[0] == listed[-1] == "\n"
    assert words == sorted(set(words))
    assert {"password", "football"} <= set(words)
    assert min(len(word) for word in words) == 5


def test_without_the_package_of_the_lists_no_password_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(ImportError, match="zxcvbn"):
        policy._frequency_lists()
