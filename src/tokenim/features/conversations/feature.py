"""What are conversations on a node? Those that are talked in stay in memory."""

from tokenim.features.conversations import service
from tokenim.features.conversations.api import conversations, invitations, members
from tokenim.kernel.feature import Feature, Node
from tokenim.kernel.operation import declared


async def start(node: Node) -> None:
    """Begin with an empty cache, which learns what every batch changed."""
    cache = node.context.state.put(service.CACHE, service.Cache())
    node.committer.project(cache.forget)


feature = Feature("conversations", declared(conversations, invitations, members), start)
