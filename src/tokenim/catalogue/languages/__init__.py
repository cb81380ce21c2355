"""Which languages are spoken to people? One file each; a further language is a file, a line of `LANGUAGES` and its tag."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from tokenim.catalogue.languages import en, zh

Tag = Literal["en", "zh"]
"""What a user may set. The first one is spoken to those who ask for none of these."""


class Language(NamedTuple):
    """A language: its name in English, and by the name of each code what is said to people when it happens."""

    name: str
    texts: dict[str, str]


LANGUAGES: dict[str, Language] = {
    "en": Language("English", en.TEXTS),
    "zh": Language("Chinese", zh.TEXTS),
}
DEFAULT, *OTHERS = LANGUAGES


def spoken(tag: str) -> str:
    """Return which of the languages a tag such as `zh-CN` asks for; empty where it asks for none of them."""
    primary = tag.lower().partition("-")[0]
    return primary if primary in LANGUAGES else ""


def translated(translations: Iterable[str]) -> dict[str, str]:
    """Return translations of an English sentence by language; they come in the order of `OTHERS`, and empty ones are none."""
    return {tag: text for tag, text in zip(OTHERS, translations, strict=False) if text}
