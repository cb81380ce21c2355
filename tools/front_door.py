"""Does a feature enter another feature only by its doors? (A contract for import-linter.)"""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoor(Contract):
    """A module of one feature may import another feature only through the modules named as doors."""

    # The linter's fields are descriptors without types: read from the contract they are plain values.
    features: Any = fields.StringField()
    doors: Any = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - the linter's own signature
        """Collect every import that reaches past a door."""
        rooms = f"{self.features}."
        broken = [
            (importer, imported)
            for importer in sorted(module for module in graph.modules if module.startswith(rooms))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.startswith(rooms) and self._reaches_past(importer, imported, rooms)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _reaches_past(self, importer: str, imported: str, rooms: str) -> bool:
        mine, *_ = importer.removeprefix(rooms).split(".")
        theirs, *inside = imported.removeprefix(rooms).split(".")
        return mine != theirs and (not inside or inside[0] not in self.doors)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say for each broken import who reached where."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} reaches past the front door into {imported}")
