"""Do the linters and parsers that people use accept the documents?"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools import node

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(300)  # Node is slow to start on a busy machine
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
WARNING = 1


def ran(script: str, *arguments: str | Path) -> Any:
    """Run a script of a Node package; return what it prints, as JSON."""
    assert (ROOT / script).exists(), "the packages of Node are missing: make dev, then make test-web"
    line = [node.fetched(ROOT).program, ROOT / script, *arguments]
    done = subprocess.run(line, cwd=ROOT, env=os.environ | QUIET, capture_output=True, text=True, check=False)
    assert done.stdout.strip(), done.stderr
    return json.loads(done.stdout)


def test_redocly_has_nothing_to_say(documents: Path) -> None:
    said = ran("node_modules/@redocly/cli/bin/cli.js", "lint", documents / "openapi.json", "--format=json")

    assert said["problems"] == []
    assert said["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}


@pytest.mark.parametrize(("name", "rules"), [("openapi", "oas"), ("asyncapi", "asyncapi")])
def test_spectral_finds_no_error_and_no_warning(
    documents: Path, tmp_path: Path, name: str, rules: str
) -> None:
    # The project has no address of its own that a contact could name.
    off = "\nrules: {asyncapi-info-contact-properties: off}\n" if rules == "asyncapi" else "\n"
    (tmp_path / "rules.yaml").write_text(f'extends: ["spectral:{rules}"]{off}')
    script = "node_modules/@stoplight/spectral-cli/dist/index.js"

    said = ran(
        script, "lint", documents / f"{name}.json", "--ruleset", tmp_path / "rules.yaml", "--format=json",
        "--quiet",
    )  # fmt: skip

    assert [item for item in said if item["severity"] <= WARNING] == []


def test_the_asyncapi_parser_accepts_the_document(documents: Path) -> None:
    said = ran("tests/documents/programs/parse_asyncapi.mjs", documents / "asyncapi.json")

    assert said["accepted"]
    assert [item for item in said["diagnostics"] if item["severity"] <= WARNING] == []


def test_a_document_that_is_wrong_is_refused(documents: Path, tmp_path: Path) -> None:
    document = json.loads((documents / "openapi.json").read_text())
    del document["info"]["version"]
    (tmp_path / "openapi.json").write_text(json.dumps(document))

    said = ran("node_modules/@redocly/cli/bin/cli.js", "lint", tmp_path / "openapi.json", "--format=json")

    assert said["totals"]["errors"] > 0
