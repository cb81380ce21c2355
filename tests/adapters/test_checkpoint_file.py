"""Can only who has the key write what is kept?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tokenim.adapters.checkpoint_file import CHECKPOINT, KEY, CheckpointFile
from tokenim.kernel.ports import Forged


def test_what_was_kept_comes_back_and_is_for_the_owner_only(tmp_path: Path) -> None:
    kept = CheckpointFile(tmp_path)
    assert (kept.known, kept.load()) == (False, None)

    kept.save(b'{"one":1}')
    kept.save(b'{"two":2}')

    assert kept.known
    assert CheckpointFile(tmp_path).load() == b'{"two":2}'
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        CHECKPOINT: 0o600,
        KEY: 0o600,
    }


@pytest.mark.parametrize("data", [b"", b'{"two":2}', b'{"two":2}\n' + b"0" * 64 + b"\n"])
def test_what_somebody_else_wrote_is_forged(tmp_path: Path, data: bytes) -> None:
    kept = CheckpointFile(tmp_path)
    kept.save(b'{"one":1}')

    tmp_path.joinpath(CHECKPOINT).write_bytes(data)

    with pytest.raises(Forged):
        kept.load()


def test_without_its_key_it_is_forged_and_without_both_there_is_nothing(tmp_path: Path) -> None:
    kept = CheckpointFile(tmp_path)
    kept.save(b'{"one":1}')

    tmp_path.joinpath(KEY).unlink()
    with pytest.raises(Forged):
        kept.load()
    tmp_path.joinpath(CHECKPOINT).unlink()

    assert kept.load() is None
