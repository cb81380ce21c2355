"""Does the server go on when its log cannot be written, and say later that something is missing?"""

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
