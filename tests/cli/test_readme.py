"""Does the README's first message work, word for word?"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT, Server

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed"),
]


def _steps() -> str:
    """Return the shell blocks of the first message, up to the part that wants another terminal."""
    text = (ROOT / "README.md").read_text()
    part = text[text.index("## First message") : text.index("And in real time")]
    return "\n".join(re.findall(r"```sh\n(.*?)```", part, flags=re.DOTALL))


def test_the_first_message_of_the_readme_arrives(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    try:
        script = _steps().replace("http://127.0.0.1:8000", server.url)
        run = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=True)
    finally:
        server.stop()

    sent, read = (json.loads(line) for line in run.stdout.replace("}{", "}\n{").splitlines())
    assert sent["seq"] == 1
    assert [item["content"]["text"] for item in read["items"]] == ["hello, bob"]
