"""What are logins on a node? Those who are here stay in memory, and are looked up again from time to time."""

from tokenim.features.auth.api import account, sessions, tokens
from tokenim.features.auth.service import rights, state, stored
from tokenim.features.auth.service import sessions as kept
from tokenim.kernel.feature import Feature, Job, Node
from tokenim.kernel.operation import declared

SWEEP_SECONDS = 3_600.0


async def start(node: Node) -> None:
    """Begin with nobody in memory, and with what everybody has stored."""
    node.context.state.put(state.AUTH, state.AuthState(node.context, node.connected))
    await stored.load(node.context.work())


async def stop(node: Node) -> None:
    """Write down what everybody has stored."""
    await node.jobs.once(stored.save)


feature = Feature(
    "auth",
    declared(account, sessions, tokens),
    start,
    stop,
    jobs=(
        Job("rights of the connected", rights.RECHECK_SECONDS, rights.recheck),
        Job("stored leak", stored.LEAK_SECONDS, stored.leak),
        Job("stored save", stored.SAVE_SECONDS, stored.save),
        Job("session sweep", SWEEP_SECONDS, kept.sweep),
    ),
)
