"""Does nothing that others wrote reach the terminal as it is?"""

from __future__ import annotations

import pytest

from tokenim.cli.screen import Screen

EVIL = "\x1b]0;pwned\x07\x1b[2J\u202egpj"


def test_names_and_texts_are_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.plain(f"--- {EVIL} ---")
    screen.quiet(f"{EVIL} left")
    screen.said(EVIL, f"two\n{EVIL}", "2026-01-01T00:00:00.000Z", where=EVIL)
    said = capsys.readouterr().out

    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert said.count("pwned") == 5


def test_a_time_that_is_none_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().said("ann", "hello", "\x1b")

    assert capsys.readouterr().out == "--:-- ann: hello\n"
