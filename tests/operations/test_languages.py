"""Does every language say everything, and nothing that is never said?"""

from __future__ import annotations

from typing import get_args

import pytest

from tokenim.catalogue import languages
from tokenim.catalogue.errors import CODES, Code, TokenIMError, invalid, problem
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


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", ""), ("zho", ""), ("", "")]
)
def test_a_tag_asks_for_a_language_by_its_first_part(tag: str, language: str) -> None:
    assert languages.spoken(tag) == language


def test_a_third_language_is_spoken_once_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "de", Language("German", {"user.not_found": "Nicht gefunden."}))
    monkeypatch.setattr(languages, "OTHERS", ["zh", "de"])
    refusal = invalid("name", "A name needs something.", "名称不能为空。", "Ein Name braucht etwas.")

    assert problem(TokenIMError(CODES["user.not_found"]), "r-1", "de-AT")["user_message"] == "Nicht gefunden."
    assert problem(refusal, "r-1", "de")["user_message"] == "Ein Name braucht etwas."


def test_a_code_of_a_plugin_is_said_by_its_title() -> None:
    assert Code("polls.closed", 409, "The poll is over").text("zh") == "The poll is over"
