"""Does the page about the API of backends work, word for word?"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT, Server, environment
from tokenim.catalogue.permissions import Permission

PAGE = (ROOT / "docs" / "server-api.md").read_text()


@pytest.mark.system
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_what_the_page_says_can_be_done(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    try:
        script = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL))
        script = script.replace("http://127.0.0.1:8000", server.url)
        run = subprocess.run(
            ["bash", "-ec", script],
            capture_output=True,
            text=True,
            check=True,
            env=environment(APP_KEY=server.key),
        )
    finally:
        server.stop()

    assert run.stdout.count('"external_id":"shop|4711"') == 3
    assert '"access_token":"tka_' in run.stdout
    assert '"text":"It is on its way."' in run.stdout
    assert '"via":"app_' in run.stdout


def test_the_page_explains_every_scope() -> None:
    explained = set(re.findall(r"\| `(server:\w+)` \|", PAGE))

    assert explained == {permission for permission in Permission if permission.startswith("server:")}
