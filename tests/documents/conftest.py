"""The documents as files, for tools that read files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tokenim.stack import OPERATIONS
from tokenim.transport import asyncapi, openapi


@pytest.fixture(scope="package")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write both documents into a folder, `openapi.json` and `asyncapi.json`."""
    folder = tmp_path_factory.mktemp("documents")
    for kind in (openapi, asyncapi):
        text = json.dumps(kind.build(OPERATIONS.values()), ensure_ascii=False)
        (folder / f"{kind.__name__.rpartition('.')[2]}.json").write_text(text, encoding="utf-8")
    return folder
