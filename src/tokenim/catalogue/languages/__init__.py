"""Which languages are spoken to people? One file each; a further language is a file, a line of `LANGUAGES` and its tag."""

from typing import Literal, NamedTuple

from tokenim.catalogue.languages import en, zh

Tag = Literal["en", "zh"]
"""What a user may set. The first one is spoken to those who ask for none of these."""


class Language(NamedTuple):
    """A language: its name in English, what is said to people when a code happens, and of a field that is wrong."""

    name: str
    texts: dict[str, str]
    sentences: dict[str, str]


LANGUAGES: dict[str, Language] = {
    "en": Language("English", en.TEXTS, en.SENTENCES),
    "zh": Language("Chinese", zh.TEXTS, zh.SENTENCES),
}
DEFAULT, *OTHERS = LANGUAGES


def spoken(tag: str) -> str:
    """Return which of the languages a tag such as `zh-CN` asks for; empty where it asks for none of them."""
    primary = tag.lower().partition("-")[0]
    return primary if primary in LANGUAGES else ""


def sentence(name: str, *values: object) -> dict[str, str]:
    """Return a sentence of a field as an item of a refusal has it: the `message`, and the other languages by their tags."""
    said = {tag: language.sentences[name].format(*values) for tag, language in LANGUAGES.items()}
    return {"message": said.pop(DEFAULT)} | said
