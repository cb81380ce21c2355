"""What can a message hold? One shape per message type; the type names the shape of `content`."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tokenim.catalogue import limits
from tokenim.catalogue.texts import Caption, LongName, Text, Title, Url

Bytes = Annotated[int, Meta(ge=0, lt=2**53, description="bytes")]
Pixels = Annotated[int, Meta(ge=1, le=100_000, description="pixels")]
Milliseconds = Annotated[int, Meta(ge=0, lt=2**53, description="milliseconds")]


class Content(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What every content shape shares: unknown fields are refused."""


class TextContent(Content):
    """Plain text."""

    text: Text


class ImageContent(Content):
    """A picture that is kept somewhere the receivers can reach."""

    url: Url
    width: Pixels | None = None
    height: Pixels | None = None
    size_bytes: Bytes | None = None
    thumbnail_url: Url | None = None
    caption: Caption = ""


class VoiceContent(Content):
    """A voice note."""

    url: Url
    duration_ms: Milliseconds
    size_bytes: Bytes | None = None


class VideoContent(Content):
    """A video clip."""

    url: Url
    duration_ms: Milliseconds | None = None
    width: Pixels | None = None
    height: Pixels | None = None
    size_bytes: Bytes | None = None
    thumbnail_url: Url | None = None
    caption: Caption = ""


class FileContent(Content):
    """Any other file."""

    url: Url
    name: LongName
    size_bytes: Bytes | None = None
    media_type: LongName | None = None


class LocationContent(Content):
    """A place on the earth."""

    latitude: Annotated[float, Meta(ge=-90, le=90, description="degrees north")]
    longitude: Annotated[float, Meta(ge=-180, le=180, description="degrees east")]
    title: Caption = ""
    address: Caption = ""


class CardContent(Content):
    """A contact, link or product shown as a card."""

    title: Title
    description: Caption = ""
    url: Url | None = None
    image_url: Url | None = None
    user_id: Annotated[str, Meta(max_length=limits.ID_CHARS)] | None = None


class CustomContent(Content):
    """Whatever the application agrees on; the server stores it as it is."""

    kind: LongName
    data: dict[str, Any] = {}


CONTENTS: dict[str, type[Content]] = {
    "text": TextContent,
    "image": ImageContent,
    "voice": VoiceContent,
    "video": VideoContent,
    "file": FileContent,
    "location": LocationContent,
    "card": CardContent,
    "custom": CustomContent,
}
