"""Does a text that is kept hold something to see, and nothing that acts outside it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokenim.kernel import text
from tokenim.kernel.text import Refused

BLANK = ["", " ", "\n", "\t \u3000", "\u200b", "\u200d\ufe0f", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u202e",
         "\u2066\u2069", "\u00ad", "\ufeff", "\u0301", "\U000e0100", "\u2065", "\U000e0fff", "\u2028"]  # fmt: skip
SEEN = [
    "a",
    "1",
    ".",
    "é",
    "中",
    "か",
    "カ",
    "한",
    "ا",
    "ม",
    "👍",
    "❤\ufe0f",
    "👩\u200d💻",
    "می\u200cخواهم",
    "\U0001faea",
    "₿",
]


@pytest.mark.parametrize("blank", BLANK, ids=ascii)
def test_what_shows_nothing_is_seen_as_nothing(blank: str) -> None:
    assert not text.visible(blank)


@pytest.mark.parametrize("seen", SEEN)
def test_letters_and_emoji_of_all_scripts_are_seen(seen: str) -> None:
    assert text.visible(seen)
    assert text.name(seen) == text.text(seen) == seen


@pytest.mark.parametrize("blank", BLANK[1:], ids=ascii)
def test_a_name_a_message_and_a_reaction_need_something_to_see(blank: str) -> None:
    for rule in (text.name, text.text, text.reaction):
        with pytest.raises(Refused) as refused:
            rule(blank)
        assert refused.value.sentence in ("name.unseen", "name.turning", "text.unseen")


@pytest.mark.parametrize(
    "name",
    ["a\x1b]0;pwned\x07", "a\r\nb", "a\x00", "a\x9b31m", "\u202egpj.exe", "\u2066a", "a\u2028b", "a\ud800"],
    ids=ascii,
)
def test_a_name_cannot_act_outside_itself(name: str) -> None:
    with pytest.raises(Refused):
        text.name(name)


def test_a_name_is_trimmed_and_has_one_form() -> None:
    assert text.name("  Ame\u0301lie \n") == "Amélie"
    assert text.name("\u3000王伟") == "王伟"
    assert text.name("می\u200cخواهم") == "می\u200cخواهم"
    assert text.name("") == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("from\r\nWindows\rand old\x85machines", "from\nWindows\nand old\nmachines"),
        ("\x1b[31mred\x07\x9b", "[31mred"),
        ("你好\u3000世界", "你好\u3000世界"),
        ("שלום \u202eעולם\u202c", "שלום \u202eעולם\u202c"),
        ("half \ud800 letter", "half  letter"),
    ],
    ids=["plain", "line ends", "escapes", "wide space", "bidi", "surrogate"],
)
def test_a_text_keeps_its_lines_and_loses_control_characters(given: str, kept: str) -> None:
    assert text.text(given) == text.lines(given) == kept


def test_lines_may_be_blank_and_a_text_of_control_characters_is_refused() -> None:
    assert text.lines(" \x07") == " "
    with pytest.raises(Refused):
        text.text("\x07\x1b" * 5000)


@given(st.text(alphabet=st.characters(), min_size=1))
def test_what_is_kept_is_kept_again(given: str) -> None:
    for rule in text.RULES.values():
        try:
            kept = rule(given)
        except Refused:
            continue
        assert rule(kept) == kept


@pytest.mark.parametrize(
    "url",
    ["", "https://example.com", "HTTP://example.com:8080/a?b=c#d", "https://[::1]/x", "https://例え.jp/路", "/v.ogg", "/a//b",
     "https://example.com/a@b:c"],
)  # fmt: skip
def test_an_address_on_the_web_or_of_this_server_is_taken(url: str) -> None:
    assert text.url(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.com/",
     "//evil.example/x",
     "/\\evil.example/x", "https:\\\\evil.example", "https://name:word@example.com/", "https://name@example.com/", "https://",
     "https:///x", "http:x", " https://example.com", "https://example.com/a b", "https://example.com/\n", "/\t/evil.example",
     "https://example.com:port/", "https://example.com/\u202egpj", "x", "example.com", "\x00"],
    ids=ascii,
)  # fmt: skip
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        text.url(url)


@pytest.mark.parametrize(
    "name", ["al", "a" * 33, "-ann", "ann b", "ánn", "", "ann\n", "\u212aelvin"], ids=ascii
)
def test_a_user_name_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"username\.wrong"):
        text.username(name)


def test_a_user_name_is_as_it_was_given() -> None:
    assert text.username("Ann.b_c-1") == "Ann.b_c-1"


def test_a_reaction_has_one_spelling() -> None:
    assert text.reaction("❤") == text.reaction(" ❤\ufe0f") == "❤\ufe0f"
    assert text.reaction(":party:") == ":party:"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Amélie", "ame\u0301LIE"), ("İzmir", "izmir"), ("ＡＢＣ", "abc"), ("Straße", "STRASSE"), ("Işık", "isik"), ("ﾊﾞ", "バ")],
)  # fmt: skip
def test_two_spellings_of_a_name_fold_into_one(one: str, other: str) -> None:
    assert text.folded(one) == text.folded(other)


def test_marks_that_make_another_letter_stay() -> None:
    assert text.folded("はは") != text.folded("ばば")
