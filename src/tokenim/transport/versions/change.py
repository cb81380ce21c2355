"""What is a breaking change? One class, kept as long as a version from before it is served.

The docstring of a change is its entry in the list of changes. A change is about shapes only: what *behaves*
differently is an operation with another name.
"""

from typing import Any, ClassVar

Data = dict[str, Any]


class Change:
    """The way between two neighbouring versions; everything not overridden stays as it is."""

    operations: ClassVar[frozenset[str]] = frozenset()
    events: ClassVar[frozenset[str]] = frozenset()

    def upgrade(self, operation: str, request: Data) -> Data:
        """Return the request of the older version as the newer one wants it."""
        return request

    def downgrade(self, operation: str, answer: Any) -> Any:
        """Return the answer of the newer version as the older one knows it."""
        return answer

    def downgrade_event(self, kind: str, data: Data) -> Data:
        """Return the event of the newer version as the older one knows it."""
        return data

    def document(self, openapi: Data) -> Data:
        """Return the description of the newer version as that of the older one."""
        return openapi
