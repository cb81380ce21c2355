"""Is this password good enough, may this user log in, what does a used refresh token mean?"""

import importlib.util
import re
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path

from tokenim.catalogue import errors, languages, limits
from tokenim.catalogue.permissions import DELEGATED, ROLES, Permission
from tokenim.features.auth import model
from tokenim.features.auth.model import Application, Presented, Session
from tokenim.features.users.model import User
from tokenim.kernel.actor import Actor

_BLOCK = re.compile(r"(.{1,6})\1+", re.DOTALL)
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")
_LOOK_ALIKES = str.maketrans("0134578@$!+", "oieasibasit")
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
PRODUCT = "tokenim"
DECORATION = 4
"""So many characters around a word that is guessed first do not make a password of it."""


@cache
def _guessed_first() -> bytes:
    """Return the passwords and words that are guessed first, each in a line of its own, all as one text.

    They are those of the package zxcvbn, whose lists are read once and dropped: one search in the text costs less than
    a set of its words would hold of the memory, for good.
    """
    lists = _frequency_lists()
    passwords = lists["passwords"]
    names = lists["female_names"][:1_000] + lists["male_names"][:1_000]
    listed = {word for word in passwords if len(word) >= 8}
    listed |= {word for word in passwords[:10_000] + names if len(word) >= 5}
    listed |= {word for word in lists["english_wikipedia"][:5_000] if len(word) >= 8}
    return "\n".join(["", *sorted(listed), ""]).encode()


def _frequency_lists() -> dict[str, list[str]]:
    """Read the lists without the rest of the package, which would stay in memory."""
    package = importlib.util.find_spec("zxcvbn")
    file = Path(package.origin or "").with_name("frequency_lists.py") if package else Path()
    spec = importlib.util.spec_from_file_location("frequency_lists", file)
    if spec is None or spec.loader is None:
        raise ImportError("The package zxcvbn has no frequency lists")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lists: dict[str, list[str]] = module.FREQUENCY_LISTS
    return lists


class Refresh(Enum):
    """What somebody who shows a refresh token gets."""

    ROTATE = "new tokens"
    WAIT = "a moment's patience"
    REPEAT = "the last answer again"
    REFUSE = "nothing"
    END = "nothing, and the session ends"


def may_use(password: str, names: Iterable[str], least_chars: int) -> None:
    """Raise unless the password is long enough and not among the first that are guessed.

    `names` are what the account is called: they are guessed first too, and so is the name of the product.
    """
    if len(password) < least_chars:
        raise _weak("password.too_short", least_chars)
    if len(password.encode()) > limits.PASSWORD_BYTES:
        raise _weak("password.too_long", limits.PASSWORD_BYTES)
    lowered = password.lower()
    if _regular(lowered) or _common(lowered) or _named(lowered, names):
        raise _weak("password.guessed")


def may_log_in(user: User) -> None:
    """Raise if the user was suspended. Asked only after the right password, so that nobody else learns it."""
    if user.status != "active":
        raise errors.TokenIMError(errors.AUTH_SUSPENDED)


def may_act_for(actor: Actor, user: User) -> None:
    """Raise unless the actor may act for the user, let others in as the user, or change the user's account.

    Every way in which one principal acts for another asks this: what one may become is never more than what one was
    granted. For oneself everybody may act.
    """
    if not actor.via and actor.user_id == user.id:
        return
    if not ROLES[user.role] <= DELEGATED[actor.role]:
        raise errors.TokenIMError(errors.USER_PROTECTED)


def may_grant(actor: Actor, permissions: frozenset[Permission]) -> None:
    """Raise unless the actor may let others do this."""
    beyond = sorted(permissions - DELEGATED[actor.role])
    if beyond:
        detail = f"A caller cannot grant more than it was granted: {', '.join(beyond)}"
        raise errors.TokenIMError(errors.PERMISSION_MISSING, detail)


def permitted(session: Session, user: User, granted_by: Application | None) -> frozenset[Permission]:
    """Return what may be done in the session; nothing where its right has ended.

    A login may what the role of its user may. A session that an application granted may never more than was granted
    then, whatever became of its user, and nothing once the application may not grant sessions any more.
    """
    if user.status != "active":
        return frozenset()
    if not session.application_id:
        return ROLES[user.role]
    if granted_by is None or granted_by.revoked_at is not None:
        return frozenset()
    if Permission.SERVER_TOKENS not in granted_by.scopes:
        return frozenset()
    return ROLES[user.role] & model.read(session.permissions)


def of_key(application: Application) -> frozenset[Permission]:
    """Return what a key of the application opens: never more than the role of applications."""
    if application.revoked_at is not None:
        return frozenset()
    return (application.scopes & ROLES["application"]) | ROLES["anonymous"]


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
    age = now - session.refreshed_at
    if age < model.RACE_MS:
        return Refresh.WAIT
    return Refresh.REPEAT if age <= model.LOST_ANSWER_MS else Refresh.END


def _regular(lowered: str) -> bool:
    """Whether it is a repetition, or runs along the alphabet, the digits or the keyboard."""
    runs = any(lowered in row or lowered[::-1] in row for row in _ROWS)
    return runs or len(set(lowered)) < 3 or _BLOCK.fullmatch(lowered) is not None


def _common(lowered: str) -> bool:
    """Whether it is a common password, or one with little around it or with signs that look like letters."""
    stripped = _EDGES.sub("", lowered)
    if len(lowered) - len(stripped) > DECORATION:
        stripped = lowered
    return any(_listed(word) for word in {lowered, stripped, lowered.translate(_LOOK_ALIKES)})


def _listed(word: str) -> bool:
    return b"\n%b\n" % word.encode() in _guessed_first()


def _named(lowered: str, names: Iterable[str]) -> bool:
    """Whether it is little more than what the account, a part of its name or the product is called."""
    words = {word for name in names for word in (name.lower(), *name.lower().split())} | {PRODUCT}
    return any(len(lowered) - len(word) <= DECORATION and word in lowered for word in words if len(word) > 2)


def _weak(sentence: str, *values: int) -> errors.TokenIMError:
    said = {"field": "password"} | languages.sentence(sentence, *values)
    return errors.TokenIMError(errors.AUTH_PASSWORD_WEAK, said["message"], errors=(said,))
