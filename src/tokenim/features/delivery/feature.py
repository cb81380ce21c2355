"""What is delivery on a node? What was committed goes to the sockets."""

from tokenim.features.delivery import api, service
from tokenim.features.delivery.listeners import Publisher
from tokenim.kernel.feature import Feature, Node
from tokenim.kernel.operation import declared


async def start(node: Node) -> None:
    """Publish every batch."""
    node.context.state.put(service.EPOCH, node.epoch)
    node.committer.listen(Publisher(node.hub))


feature = Feature("delivery", declared(api), start)
