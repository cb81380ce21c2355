"""Do clients that are generated from the OpenAPI document work? Each registers, makes a group, writes, reads and is refused."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.operations import world
from tokenim.app import Node
from tools import node

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BIN = Path(sys.executable).parent
JARS = ROOT / ".java"
WORKED = {"seq": 1, "texts": ["hello"], "found": True, "refused": "conversation.not_found"}

pytestmark = pytest.mark.timeout(600)  # compilers are slow on a busy machine
needs_java = pytest.mark.skipif(
    not shutil.which("javac") or not JARS.is_dir(),
    reason="needs a JDK and the jars of tests/documents/java/pom.xml in .java: `make java`",
)
needs_generator = pytest.mark.skipif(not shutil.which("java"), reason="the generator is written in Java")
needs_php = pytest.mark.skipif(not shutil.which("php"), reason="needs php-cli and php-guzzlehttp-guzzle")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Node]:
    async with world.served(tmp_path / "data") as running:
        yield running


async def ran(*line: str | Path, folder: Path, **environment: str) -> str:
    """Run a program; return what it prints."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *line, cwd=folder, env=os.environ | {"PATH": path} | environment, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, errors = await asyncio.wait_for(process.communicate(), 500)
    assert process.returncode == 0, errors.decode() + said.decode()
    return said.decode()


async def generated(language: str, documents: Path, folder: Path, *options: str) -> Path:
    """Let OpenAPI Generator write a client into a folder."""
    client = folder / language
    await ran(
        BIN / "openapi-generator-cli", "generate", "-i", documents / "openapi.json", "-g", language, "-o", client,
        *options, folder=folder,
    )  # fmt: skip
    return client


async def test_a_python_client_works(server: Node, documents: Path, tmp_path: Path) -> None:
    await ran(
        BIN / "openapi-python-client", "generate", "--path", documents / "openapi.json", "--meta", "none",
        "--output-path", tmp_path / "generated", folder=tmp_path,
    )  # fmt: skip

    said = await ran(
        sys.executable, HERE / "programs/use.py", url(server), "snake",
        folder=tmp_path, PYTHONPATH=str(tmp_path),
    )  # fmt: skip

    assert json.loads(said) == WORKED


@needs_generator
async def test_a_typescript_client_works(server: Node, documents: Path, tmp_path: Path) -> None:
    program = node.fetched(ROOT).program
    client = await generated(
        "typescript-fetch", documents, tmp_path, "--additional-properties=importFileExtension=.js"
    )
    shutil.copy(HERE / "programs/use.ts", client)
    await ran(
        program, ROOT / "node_modules/typescript/bin/tsc", "--outDir", tmp_path / "made", "--target", "es2022",
        "--module", "esnext", "--moduleResolution", "bundler", "--skipLibCheck", "--lib", "es2023,dom", "use.ts",
        folder=client,
    )  # fmt: skip
    (tmp_path / "made/package.json").write_text('{"type": "module"}')

    assert (
        json.loads(await ran(program, tmp_path / "made/use.js", url(server), "typist", folder=tmp_path))
        == WORKED
    )


@needs_java
async def test_a_java_client_works(server: Node, documents: Path, tmp_path: Path) -> None:
    client = await generated(
        "java", documents, tmp_path, "--library=native", "--additional-properties=useJakartaEe=true"
    )
    sources = [str(path) for path in (client / "src/main/java").rglob("*.java")]
    await ran(
        "javac", "-nowarn", "-d", tmp_path / "made", "-cp", f"{JARS}/*", *sources, HERE / "java/Use.java",
        folder=tmp_path,
    )  # fmt: skip

    said = await ran(
        "java", "-cp", f"{JARS}/*:{tmp_path / 'made'}", "Use", url(server), "bean", folder=tmp_path
    )

    assert json.loads(said) == WORKED


@needs_generator
@needs_php
async def test_a_php_client_works(server: Node, documents: Path, tmp_path: Path) -> None:
    client = await generated("php", documents, tmp_path)

    assert (
        json.loads(
            await ran("php", HERE / "programs/use.php", client, url(server), "elephant", folder=tmp_path)
        )
        == WORKED
    )


def url(server: Node) -> str:
    return f"http://127.0.0.1:{server.port}"
