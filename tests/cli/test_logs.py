"""Does a log hold what happened and no more: no escapes of strangers, and a word on what could not be written?"""

from __future__ import annotations

import io
import sys

import pytest
import structlog

from tokenim.catalogue.settings import Settings
from tokenim.cli import logs


class FullDisk(io.StringIO):
    """Standard error on a disk that is full for a while."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_a_log_that_cannot_be_written_disturbs_nobody_and_what_is_missing_is_said_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = FullDisk()
    monkeypatch.setattr(sys, "stderr", disk)
    before = structlog.get_config()
    logs.configure(Settings(log_format="json"))
    log = structlog.get_logger("test")
    try:
        log.error("first")
        log.error("second")
        disk.full = False
        log.error("third")
    finally:
        structlog.configure(**before)

    lines = disk.getvalue().splitlines()
    assert lines[0].startswith("Something is missing here")
    assert '"third"' in lines[1]
    assert len(lines) == 2


def test_what_a_stranger_chose_obeys_nothing_in_the_log_of_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    before = structlog.get_config()
    logs.configure(Settings(log_format="text"))
    log = structlog.get_logger("test")
    try:
        log.warning("login.failed", username="eve\x1b]0;pwned\x07\nlogin.succeeded", other=["\x1b"])
        try:
            raise ValueError("\x1b[2Jgone")
        except ValueError:
            log.exception("call.failed")
    finally:
        structlog.configure(**before)

    said = written.getvalue()
    assert "\x1b" not in said
    assert "\x07" not in said
    assert r"eve\x1b]0;pwned\x07\nlogin.succeeded" in said
    assert "\ufffd[2Jgone" in said
    assert "Traceback" in said
