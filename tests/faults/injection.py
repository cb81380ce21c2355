"""How does a system call of a running server fail? strace attaches to it and gives another result back, until it is let go."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.power.record import why_not

FULL = "pwrite64:error=ENOSPC"


def need_strace() -> None:
    """Skip, and say why, where nothing can be traced."""
    if reason := why_not():
        print(f"failing disks are not tried: {reason}")
        pytest.skip(reason)


@contextmanager
def failing(process: int, fault: str) -> Iterator[None]:
    """Let calls of the process fail as `fault` says; a number in it counts the calls of each thread from now on."""
    call = fault.partition(":")[0]
    line = ["strace", "-f", "-o", os.devnull, "-e", f"trace={call}", f"--inject={fault}", "-p", str(process)]
    tracer = subprocess.Popen(line, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    try:
        said = tracer.stderr.readline()
        assert "attached" in said, said
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.stderr.read()
        tracer.stderr.close()
        tracer.wait(10)
