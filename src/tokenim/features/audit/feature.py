"""What is the record on a node? A chain that is sealed every second, and to the end when the node stops."""

from tokenim.features.audit import service
from tokenim.kernel.feature import Feature, Job, Node

SEAL_SECONDS = 1.0
PURGE_SECONDS = 3_600.0


async def start(node: Node) -> None:
    """Learn where the chain ends."""
    work = node.context.work()
    await service.open_(node.checkpoints, node.committer.store, work)
    if not work.empty:
        await node.committer.store(work)


async def stop(node: Node) -> None:
    """Seal what is not sealed yet."""
    await service.close(node.context, node.jobs.once)


feature = Feature(
    "audit",
    start=start,
    stop=stop,
    jobs=(
        Job("audit seal", SEAL_SECONDS, service.seal),
        Job("audit purge", PURGE_SECONDS, service.purge),
    ),
)
