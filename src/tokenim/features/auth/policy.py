"""Is this password good enough, may this user log in, what does a used refresh token mean?"""

from enum import Enum
from importlib import resources

from tokenim.catalogue import errors, limits
from tokenim.features.auth import model
from tokenim.features.auth.model import Presented, Session
from tokenim.features.users.model import User

COMMON = frozenset(resources.files(__package__).joinpath("common_passwords.txt").read_text("utf-8").split())


class Refresh(Enum):
    """What somebody who shows a refresh token gets."""

    ROTATE = "new tokens"
    WAIT = "a moment's patience"
    REPEAT = "the last answer again"
    REFUSE = "nothing"
    END = "nothing, and the session ends"


def may_use(password: str, username: str, least_chars: int) -> None:
    """Raise unless the password is long enough and not among the first that are guessed."""
    lowered = password.lower()
    if len(password) < least_chars:
        raise _weak(f"The password needs at least {least_chars} characters")
    if len(password.encode()) > limits.PASSWORD_BYTES:
        raise _weak(f"The password may have at most {limits.PASSWORD_BYTES} bytes")
    if lowered in COMMON or lowered == username or len(set(lowered)) < 3:
        raise _weak("The password is among the first that are guessed")


def may_log_in(user: User) -> None:
    """Raise if the user was suspended. Asked only after the right password, so that nobody else learns it."""
    if user.status != "active":
        raise errors.TokenIMError(errors.AUTH_SUSPENDED)


def refresh(session: Session | None, shown: Presented, now: int) -> Refresh:
    """Decide about a refresh token that somebody shows."""
    if session is None or session.refresh_expires_at <= now:
        return Refresh.REFUSE
    if model.same(session.refresh_hash, shown.hash):
        return Refresh.ROTATE
    if not model.same(session.family_hash, model.family(shown.secret)):
        return Refresh.REFUSE  # made up: strangers must not end sessions by knowing their ids
    if not model.same(session.former_hash, shown.hash):
        return Refresh.END
    age = now - session.used_at
    if age < model.RACE_MS:
        return Refresh.WAIT
    return Refresh.REPEAT if age <= model.LOST_ANSWER_MS else Refresh.END


def _weak(detail: str) -> errors.TokenIMError:
    return errors.TokenIMError(
        errors.AUTH_PASSWORD_WEAK, detail, errors=({"field": "password", "message": detail},)
    )
