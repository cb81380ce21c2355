"""What are groups on a node? Whoever is deleted leaves them."""

from tokenim.features.groups import api
from tokenim.features.groups.listeners import LeaveGroupsOnDelete
from tokenim.kernel.feature import Feature, Node
from tokenim.kernel.operation import declared


async def start(node: Node) -> None:
    """Hear of users who are deleted."""
    node.consume(LeaveGroupsOnDelete(node.committer, node.context))


feature = Feature("groups", declared(api), start)
