"""How much did users and applications store? What memory knows of it is written down for the next start."""

from tokenim.features.auth import store
from tokenim.features.auth.service import state
from tokenim.kernel.unit_of_work import Work

LEAK_SECONDS = 10.0
SAVE_SECONDS = 60.0


async def load(work: Work) -> None:
    """Go on from what was written down; call it before the first request."""
    for kind, storage in state.of(work).authenticator.storages.items():
        rows = await store.stored(work, kind)
        storage.restore((principal, size, max(0, work.now - at) / 1000) for principal, size, at in rows)


async def leak(work: Work) -> None:
    """Forget who has nothing left that counts; a job that records nothing."""
    for storage in state.of(work).authenticator.storages.values():
        storage.leak()


async def save(work: Work) -> None:
    """Record who stored much; a job."""
    for kind, storage in state.of(work).authenticator.storages.items():
        notes = storage.notes()
        for principal, size in notes.kept.items():
            store.keep_stored(work, kind, principal, size)
        for principal in notes.dropped:
            store.drop_stored(work, principal)
