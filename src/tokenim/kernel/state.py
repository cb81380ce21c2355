"""What do features keep on a node? One thing for each key; the key knows its type.

A module holds keys, never what they name: so any number of nodes live in one process.
"""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

T = TypeVar("T")


class Key(Generic[T]):
    """The name of one thing that a feature keeps on a node."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


class State(dict[Key[Any], Any]):
    """What the features keep on one node: `state[KEY]` has the type of the key, and costs as much as any dictionary."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getitem__(self, key: Key[T]) -> T: ...

    def put(self, key: Key[T], value: T) -> T:
        """Keep the value and return it; what is there stays for as long as the node, so a second one is a `ValueError`."""
        if key in self:
            raise ValueError(f"{key} is on this node already.")
        self[key] = value
        return value
