"""Does every language say everything, and nothing that is never said?"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from tokenim.catalogue import languages
from tokenim.catalogue.errors import CODES, Code, TokenIMError, problem, wrong
from tokenim.catalogue.languages import LANGUAGES, Language, Tag


def test_the_tags_are_those_of_the_languages() -> None:
    assert get_args(Tag) == tuple(LANGUAGES)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_language_has_a_sentence_for_each_code_and_none_for_nothing(tag: str) -> None:
    texts = LANGUAGES[tag].texts

    assert list(texts) == list(dict.fromkeys(texts))
    assert CODES.keys() - texts.keys() == set()
    assert texts.keys() - CODES.keys() == set()
    assert [name for name, text in texts.items() if not text.strip()] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_language_has_each_sentence_with_the_same_places_for_values(tag: str) -> None:
    english, sentences = LANGUAGES[languages.DEFAULT].sentences, LANGUAGES[tag].sentences

    assert sentences.keys() == english.keys()
    assert {
        name for name, text in sentences.items() if text.count("{}") != english[name].count("{}")
    } == set()


@pytest.mark.parametrize("name", LANGUAGES[languages.DEFAULT].sentences)
def test_every_sentence_is_said_somewhere(name: str) -> None:
    source = Path(languages.__file__).parents[2]
    files = (path for path in source.rglob("*.py") if "languages" not in path.parts)

    assert any(f'"{name}"' in path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", ""), ("zho", ""), ("", "")]
)
def test_a_tag_asks_for_a_language_by_its_first_part(tag: str, language: str) -> None:
    assert languages.spoken(tag) == language


def test_a_third_language_is_spoken_once_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        LANGUAGES,
        "de",
        Language("German", {"user.not_found": "Nicht gefunden."}, {"field.too_short": "Mindestens {}."}),
    )
    monkeypatch.setattr(languages, "OTHERS", ["zh", "de"])
    refusal = wrong("name", "field.too_short", 3)

    assert problem(TokenIMError(CODES["user.not_found"]), "r-1", "de-AT")["user_message"] == "Nicht gefunden."
    assert problem(refusal, "r-1", "de")["user_message"] == "Mindestens 3."


def test_a_code_of_a_plugin_is_said_by_its_title() -> None:
    assert Code("polls.closed", 409, "The poll is over").text("zh") == "The poll is over"
