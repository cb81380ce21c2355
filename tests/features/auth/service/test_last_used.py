"""Is each use noted once, and only where the database does not know of it?"""

from __future__ import annotations

import pytest

from tokenim.features.auth.service import last_used
from tokenim.kernel import clock


def test_what_was_stored_lately_does_not_wait() -> None:
    used = last_used.LastUsed()
    long_ago = clock.now() - last_used.GRAIN_MS

    for caller_id, stored_at in (("s_1", long_ago), ("s_2", clock.now()), ("s_1", long_ago), ("app_1", 0)):
        used.note(caller_id, stored_at)

    assert used.taken(10) == ["s_1", "app_1"]
    assert used.taken(10) == []


def test_so_many_are_taken_and_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_used, "WAITING", 3)
    used = last_used.LastUsed()

    for number in range(5):
        used.note(f"s_{number}", 0)

    assert used.taken(2) == ["s_0", "s_1"]
    assert used.taken(2) == ["s_2"]
