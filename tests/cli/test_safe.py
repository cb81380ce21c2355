"""Is what others wrote shown with its letters, and without what a terminal obeys?"""

from __future__ import annotations

import pytest

from tokenim.cli import safe

LETTERS = [
    "你好\u3000世界",
    "👩\u200d💻",
    "می\u200cخواهم",
    "Bonjour\u00a0!",
    "\U0001faea",
    "שלום",
    "e\u0301",
    "a\tb",
]


@pytest.mark.parametrize("text", LETTERS)
def test_letters_of_all_scripts_stay(text: str) -> None:
    assert safe.lines(text) == text


@pytest.mark.parametrize(
    "obeyed", ["\x1b", "\x07", "\x00", "\x7f", "\x9b", "\x08", "\u202e", "\u2066", "\ud800"], ids=ascii
)
def test_what_would_be_obeyed_is_replaced(obeyed: str) -> None:
    assert safe.lines(f"a{obeyed}b") == safe.line(f"a{obeyed}b") == "a\ufffdb"


@pytest.mark.parametrize("breaking", ["\n", "\r", "\r\n", "\x85", "\u2028"], ids=ascii)
def test_a_line_break_is_indented_in_a_text_and_replaced_in_a_line(breaking: str) -> None:
    assert safe.lines(f"a{breaking}b", "    ") == "a\n    b"
    assert safe.line(f"a{breaking}b") == "a\ufffdb"


def test_a_value_of_a_log_shows_what_was_written() -> None:
    assert safe.escaped("a\x1b]0;x\x07\r\n\u202eb\t") == r"a\x1b]0;x\x07\r\n\u202eb\t"
    assert safe.escaped("王伟 \U0001f469\u200d\U0001f4bb") == "王伟 \U0001f469\u200d\U0001f4bb"
