"""What is presence on a node? A watch over the sockets."""

from tokenim.features.presence import api, service
from tokenim.features.presence.listeners import Profiles
from tokenim.kernel.feature import Feature, Node
from tokenim.kernel.operation import declared


async def start(node: Node) -> None:
    """Watch who comes and goes, and hear of profiles that change."""
    watch = node.context.state.put(service.WATCH, service.Watch(node.hub, node.committer, node.context))
    node.hub.on_presence(watch.changed)
    node.consume(Profiles(watch, node.committer, node.context))


async def stop(node: Node) -> None:
    """Wait until everybody is told who went."""
    await node.context.state[service.WATCH].drained()


feature = Feature("presence", declared(api), start, stop)
