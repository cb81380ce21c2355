"""What are pins on a node? Nothing is kept in memory; a message that is recalled loses its pin with it."""

from tokenim.catalogue.events import MessageRecalled
from tokenim.features.pins import api, service
from tokenim.kernel import hooks
from tokenim.kernel.feature import Feature, Node
from tokenim.kernel.operation import declared


async def start(node: Node) -> None:
    """Take part in recalls."""
    hooks.recorded(node.context, MessageRecalled, service.recalled)


feature = Feature("pins", declared(api), start)
