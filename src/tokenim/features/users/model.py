"""What is a user, and what do others see of one?"""

import re
import unicodedata
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tokenim.catalogue import errors, limits
from tokenim.catalogue.events import Time
from tokenim.catalogue.languages import Tag
from tokenim.catalogue.texts import Caption, FieldName, FieldText, Name, OptionalUrl
from tokenim.kernel import checked, clock, text

_OWN_ID = re.compile(r"u_[0-9a-z]{26}")

# Of one name; more would let one user fill the index.
WORDS = 10
_PART = re.compile(r"\w+")

Role = Literal["user", "admin"]
Status = Literal["active", "suspended", "deleted"]
Language = Literal["", Tag]
WhoMayAdd = Literal["everybody", "acquainted", "nobody"]
UserId = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
ExternalId = Annotated[
    str,
    Meta(min_length=1, max_length=limits.EXTERNAL_ID_CHARS, description="A product's own id of the user"),
]
FieldNumber = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Fields = dict[FieldName, FieldText | FieldNumber | bool]
FieldChanges = Annotated[
    dict[FieldName, FieldText | FieldNumber | bool | None],
    Meta(max_length=2 * limits.FIELDS, description="Named fields are set, or removed by null; others stay"),
]


class User(msgspec.Struct, frozen=True, gc=False):
    """A user as stored. `version` is that of the user's stream and moves with every change of the account."""

    id: str
    username: str
    display_name: str
    avatar_url: str
    bio: str
    language: str
    fields: Fields
    role: str
    status: str
    created_at: int
    version: int = 0
    who_may_add: str = "everybody"
    external_id: str = ""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which users somebody looks for; what is empty does not matter.

    Each of the words must begin a name; the longest must be `whole` where that is asked for.
    """

    words: list[str] = []
    whole: bool = False
    status: str = ""
    role: str = ""


class ProfileChanges(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What may be changed of a profile; a field that is left out stays as it is."""

    display_name: Name | UnsetType = UNSET
    avatar_url: OptionalUrl | UnsetType = UNSET
    bio: Caption | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    fields: FieldChanges | UnsetType = UNSET
    who_may_add: WhoMayAdd | UnsetType = UNSET


class Profile(msgspec.Struct, kw_only=True):
    """What everybody may see of a user; a search leaves custom `fields` out. A deleted user has only `id` and `deleted`."""

    id: str
    username: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET
    avatar_url: str | UnsetType = UNSET
    bio: str | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET
    created_at: Time | UnsetType = UNSET
    deleted: bool | UnsetType = UNSET


class Account(Profile, kw_only=True):
    """A user as the user, administrators and applications see it.

    `who_may_add` says who may put the user into groups and open direct conversations: everybody (groups of strangers come
    as invitations), those who share a conversation with the user, or nobody.
    `version` moves with every change; `if_version` of a change names it.
    """

    language: Language | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    who_may_add: WhoMayAdd | UnsetType = UNSET
    version: int | UnsetType = UNSET
    external_id: str | UnsetType = UNSET


def is_own_id(text: str) -> bool:
    """Whether the text has the form of the ids that this server gives users."""
    return _OWN_ID.fullmatch(text) is not None


def normalised(username: str) -> str:
    """Return the one form of a user name; raise `request.invalid` where it is none."""
    try:
        return text.username(username).lower()
    except text.Refused as refused:
        raise errors.wrong("username", refused.sentence) from None


RESERVED = frozenset((
    "admin", "administrator", "root", "sysadmin", "superuser", "system", "server", "support", "help",
    "helpdesk", "security", "moderator", "mod", "owner", "official", "staff", "team", "tokenim", "bot",
    "service", "everyone", "all", "here", "null", "undefined", "anonymous", "nobody", "postmaster",
    "webmaster", "hostmaster", "abuse", "noreply", "info", "contact", "billing",
))  # fmt: skip
_LOOK_ALIKES = str.maketrans("013457", "oleast")


def reserved(username: str) -> bool:
    """Return whether the name speaks for the server, or looks like one that does: `admin_`, `r00t`, `support2`."""
    plain = username.lower().translate({ord(sign): None for sign in "._-"})
    looks = {plain, plain.rstrip("0123456789")}
    looks |= {name.translate(_LOOK_ALIKES) for name in looks}
    return not RESERVED.isdisjoint(looks | {name.replace("1", "i") for name in looks | {plain}})


def names(user: User) -> set[str]:
    """Return what a search finds the user by: the user name and the words of the display name, folded.

    A word such as `jean-pierre` counts whole and in its parts. At most `WORDS` words and `WORDS` parts count.
    """
    parts = _PART.findall(text.folded(user.display_name))
    return {text.folded(user.username), *words(user.display_name), *parts[:WORDS]}


def words(name: str) -> list[str]:
    """Return the first `WORDS` words of a name or of a query, folded."""
    return text.folded(name).split()[:WORDS]


def is_short(words: list[str]) -> bool:
    """Whether no word has two letters, so that very many names begin so; an ideograph counts as two."""
    return (
        max(sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in word) for word in words)
        < 2
    )


def changed(user: User, changes: ProfileChanges) -> User:
    """Return the user with the changes; raise where the custom fields would be too many."""
    checked.check(changes)
    given = {name: getattr(changes, name) for name in ProfileChanges.__struct_fields__}
    values = msgspec.structs.asdict(user) | {
        name: value for name, value in given.items() if value is not UNSET
    }
    values["display_name"] = values["display_name"] or user.username
    merged = user.fields | (values["fields"] if changes.fields is not UNSET else {})
    values["fields"] = {name: value for name, value in merged.items() if value is not None}
    if len(values["fields"]) > limits.FIELDS:
        raise errors.TokenIMError(errors.FIELDS_FULL)
    return User(**values)


def found(user: User) -> Profile:
    """Return what a search shows: the profile without its custom fields."""
    shown = profile(user)
    shown.fields = UNSET
    return shown


def profile(user: User) -> Profile:
    """Return what everybody may see."""
    if user.status == "deleted":
        return Profile(id=user.id, deleted=True)
    return Profile(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        bio=user.bio,
        fields=user.fields,
        created_at=clock.rfc3339(user.created_at),
    )


def account(user: User) -> Account:
    """Return what the user and those with power may see."""
    seen = msgspec.structs.asdict(profile(user))
    return msgspec.convert(
        {name: value for name, value in seen.items() if value is not UNSET}
        | ({"external_id": user.external_id} if user.external_id else {})
        | {
            "language": user.language,
            "role": user.role,
            "status": user.status,
            "who_may_add": user.who_may_add,
            "version": user.version,
        },
        Account,
    )
