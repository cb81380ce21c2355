"""Is the record whole? Entries are chained by hashes, and the end of the chain is kept outside of the database.

A place in the chain is given once. Whoever changes the table can give its rows other places and hashes, but not make them
end where the checkpoint says that the chain ends, and the server never gives a place below that end again.
"""

import asyncio
from functools import partial

import msgspec
import structlog

from tokenim.features.audit import model, store
from tokenim.features.audit.model import GENESIS, Checkpoint, Entry, Link, Verdict
from tokenim.features.audit.service import recording
from tokenim.kernel.ports import Checkpoints, Forged
from tokenim.kernel.unit_of_work import Work

AT_ONCE = 500
REMOVED_AT_ONCE = 5_000
CHANGED, MISSING, CUT, CHECKPOINT = "changed", "missing", "cut off", "checkpoint"
ADOPT = msgspec.json.encode(Checkpoint(adopt=True))
"""Keep this to have the record taken over as a restored backup holds it."""

log = structlog.get_logger("audit")


class Chain:
    """The chain as one node knows it. `fault` says what is wrong with the checkpoint; then it is left as it is."""

    def __init__(self, checkpoints: Checkpoints) -> None:
        self._checkpoints = checkpoints
        self._saved: bytes | None = None
        self._turn = asyncio.Lock()
        self.base = Link()
        self.last = Link()
        self.fault = ""

    async def open(self, work: Work) -> None:
        """Learn where the chain begins and ends: from the checkpoint, or from the database where there is none yet.

        What the database was given after the last checkpoint, as by a process that was killed, is followed.
        """
        ends = await store.first_and_last(work)
        try:
            self._saved = await asyncio.to_thread(self._checkpoints.load)
        except Forged as error:
            self._broken(str(error))
        if self._saved is not None:
            kept = msgspec.json.decode(self._saved, type=Checkpoint)
            if not kept.adopt:
                self.base, self.last = kept.base, kept.last
                return
        elif ends and not self.fault and await asyncio.to_thread(lambda: self._checkpoints.known):
            self._broken("the checkpoint is missing")
        if ends:
            self._adopt(work, *ends)

    async def seal(self, work: Work) -> int:
        """Record the place in the chain of entries that have none; answer how many. The caller commits the unit.

        Where several nodes do this at once, one wins and the others' units are refused as `Conflict`: they lose
        nothing.
        """
        stored, unsealed = await store.last_and_unsealed(work, AT_ONCE)
        end = self.last
        if stored is not None and (stored.number or 0) > end.number:
            end = await self._followed(work, end, stored)
        for entry in unsealed:
            end = Link(end.number + 1, model.link(end.hash, entry, end.number + 1))
            store.seal(work, entry.id, end.number, end.hash)
        if unsealed:
            work.on_commit(partial(self._advance, end))
        else:
            self._advance(end)
        return len(unsealed)

    async def save(self) -> None:
        """Keep where the chain ends, unless somebody else touched what was kept: that stays for who looks into it."""
        payload = msgspec.json.encode(Checkpoint(self.base, self.last))
        if self.fault or payload == self._saved:
            return
        async with self._turn:
            await self._examine()
            if not self.fault:
                await self._keep(payload)

    async def _keep(self, payload: bytes) -> None:
        writing = asyncio.ensure_future(asyncio.to_thread(self._checkpoints.save, payload))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # The thread goes on; what it keeps must not look like somebody else's.
            await writing
            self._saved = payload
            raise
        self._saved = payload

    async def verify(self, work: Work) -> Verdict:
        """Follow the chain from its beginning to where the checkpoint says that it ends."""
        base, last = self.base, self.last
        async with self._turn:
            await self._examine()
        if self.fault:
            return Verdict(0, base.number + 1, CHECKPOINT)
        number, previous = base.number, base.hash
        while entries := await store.sealed(work, number, AT_ONCE):
            for entry in entries:
                if reason := _wrong(entry, number + 1, previous, last):
                    return await self._broken_at(work, base, number, reason)
                number, previous = number + 1, entry.hash or GENESIS
        if number < last.number:
            return await self._broken_at(work, base, number, CUT)
        return Verdict(number - base.number)

    async def _broken_at(self, work: Work, base: Link, number: int, reason: str) -> Verdict:
        if base != self.base:
            # Old entries were removed under way.
            return await self.verify(work)
        return Verdict(number - base.number, number + 1, reason)

    async def trim(self, work: Work, before: int) -> None:
        """Record that entries from before this time (in milliseconds) are removed, from the beginning on."""
        base = self.base
        for entry in await store.sealed(work, base.number, REMOVED_AT_ONCE):
            if entry.at >= before or _wrong(entry, base.number + 1, base.hash, self.last):
                break
            base = Link(base.number + 1, entry.hash or GENESIS)
        if base == self.base or self.fault:
            return
        self.base = base
        # The checkpoint first: then an end in between leaves entries that nobody misses, and not a hole.
        await self.save()
        store.remove(work, base.number)

    async def _examine(self) -> None:
        """Look whether the checkpoint is the one that was kept here."""
        try:
            found = await asyncio.to_thread(self._checkpoints.load)
        except Forged as error:
            self._broken(str(error))
        else:
            if found != self._saved:
                self._broken("the checkpoint was replaced")

    async def _followed(self, work: Work, end: Link, stored: Entry) -> Link:
        """Return the end of what the database holds behind `end`; a place that does not fit is not used again."""
        while entries := await store.sealed(work, end.number, AT_ONCE):
            for entry in entries:
                if _wrong(entry, end.number + 1, end.hash, end):
                    return Link(stored.number or 0, end.hash)
                end = Link(end.number + 1, entry.hash or GENESIS)
        return end

    def _adopt(self, work: Work, first: Entry, last: Entry) -> None:
        number = first.number or 0
        self.base = Link() if number == 1 else Link(number, first.hash or GENESIS)
        self.last = Link(last.number or 0, last.hash or GENESIS)
        if not self.fault:
            known = {"last_number": self.last.number}
            recording.record(work, "audit.adopted", "", actor="server", parameters=known)

    def _advance(self, end: Link) -> None:
        if end.number > self.last.number:
            self.last = end

    def _broken(self, fault: str) -> None:
        if not self.fault:
            self.fault = fault
            log.critical("audit.checkpoint_broken", fault=fault)


def _wrong(entry: Entry, number: int, previous: bytes, last: Link) -> str:
    """Return what is wrong with the entry at this place, or nothing."""
    if entry.number != number:
        return MISSING
    if entry.hash != model.link(previous, entry, number):
        return CHANGED
    return CHANGED if number == last.number and entry.hash != last.hash else ""
