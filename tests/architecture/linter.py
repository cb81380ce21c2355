"""How the tests run the import linter over a tree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter over the package below root, with root's own contracts."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
