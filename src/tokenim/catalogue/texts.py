"""Which kinds of text do requests hold? The types that shapes use; `kernel/text.py` keeps the rule that `rule` names."""

from typing import Annotated, Any

from msgspec import Meta

from tokenim.catalogue import limits

USERNAME: dict[str, Any] = {"rule": "username"}
NAME: dict[str, Any] = {"rule": "name"}
TEXT: dict[str, Any] = {"rule": "text"}
LINES: dict[str, Any] = {"rule": "lines"}
URL: dict[str, Any] = {"rule": "url"}
REACTION: dict[str, Any] = {"rule": "reaction"}

_NAME = "One line with something to see, without control characters; kept in Unicode form NFC"
_URL = "http or https, or a path of this server that begins with one slash; no credentials, spaces or backslashes"
_PATH = {"format": "uri-reference"}

# The rule says all at once what a user name needs; the document says it in the words of JSON Schema.
Username = Annotated[
    str,
    Meta(
        description="Letters, digits and `.` `_` `-`; capitals count as small letters",
        extra_json_schema={
            "minLength": 3,
            "maxLength": limits.USERNAME_CHARS,
            "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        },
        extra=USERNAME,
    ),
]
Name = Annotated[str, Meta(min_length=1, max_length=limits.NAME_CHARS, description=_NAME, extra=NAME)]
OptionalName = Annotated[str, Meta(max_length=limits.NAME_CHARS, description=_NAME, extra=NAME)]
LongName = Annotated[str, Meta(min_length=1, max_length=255, description=_NAME, extra=NAME)]
FieldName = Annotated[
    str, Meta(min_length=1, max_length=limits.FIELD_NAME_CHARS, description=_NAME, extra=NAME)
]
FieldText = Annotated[str, Meta(max_length=limits.FIELD_CHARS, extra=LINES)]
Text = Annotated[
    str,
    Meta(min_length=1, max_length=limits.TEXT_CHARS, description="Text with something to see", extra=TEXT),
]
Title = Annotated[
    str,
    Meta(min_length=1, max_length=limits.CAPTION_CHARS, description="Text with something to see", extra=TEXT),
]
Caption = Annotated[str, Meta(max_length=limits.CAPTION_CHARS, extra=LINES)]
Url = Annotated[
    str,
    Meta(
        min_length=1, max_length=limits.URL_CHARS, description=_URL, extra_json_schema=_PATH, extra=URL,
    ),
]  # fmt: skip
OptionalUrl = Annotated[
    str,
    Meta(max_length=limits.URL_CHARS, description=_URL + "; or empty", extra_json_schema=_PATH, extra=URL),
]
Reaction = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=limits.EMOJI_CHARS,
        description="An emoji, or a short text in one line; the spellings of an emoji count as one",
        extra=REACTION,
    ),
]
