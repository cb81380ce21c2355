"""What are users on a node?"""

from tokenim.features.users import api, service
from tokenim.kernel.feature import Feature, Node
from tokenim.kernel.operation import declared


async def start(node: Node) -> None:
    """Split the names of a database that an earlier version wrote."""
    await service.split_names(node.context.work, node.committer.store)


feature = Feature("users", declared(api), start)
