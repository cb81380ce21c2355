"""Who puts on record what is done with power? A feature does; the road tells it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tokenim.kernel.actor import Actor
from tokenim.kernel.operation import Operation
from tokenim.kernel.unit_of_work import Context, Work


def _nothing(*_: Any) -> None:
    """Keep no record."""


class Auditor(NamedTuple):
    """What is called for operations that are `witnessed` or `guarded`."""

    witness: Callable[[Work, Operation, Any, Any], None] = _nothing
    """Records what was done within the unit of work that it commits with; it is given the body of the request, and the
    answer where that is known before the commit."""
    observe: Callable[[Context, Operation, Actor, Any, str], None] = _nothing
    """Is told what was refused, with the code, or only read, without one; and the body, as far as it could be read."""


NOBODY = Auditor()
