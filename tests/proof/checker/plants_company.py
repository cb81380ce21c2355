"""Which bugs show too much, forget what was changed, or break what surrounds messages?"""

from __future__ import annotations

import random
from collections import Counter

from tests.proof.checker.clean import ROOM
from tests.proof.checker.plants import everywhere, plant
from tests.proof.checker.surroundings import BEFORE, LOGIN, NEWCOMER, PORCH
from tokenim.proof.checker.history import (
    Audited,
    Chain,
    Claim,
    Compared,
    Edited,
    Effect,
    Final,
    History,
    Served,
    Shown,
)


@plant("one socket's messages change places", "I5")
def _(history: History, chance: random.Random) -> None:
    acked = {acked.key: acked.seq for acked in history.acked}
    attempts = Counter(sent.key for sent in history.sent)
    alone = [sent for sent in history.sent if sent.session and attempts[sent.key] == 1 and sent.key in acked]
    at = chance.randrange(len(alone) - 1)
    one, other = history.sent.index(alone[at]), history.sent.index(alone[at + 1])
    moved = history.sent[one]._replace(session=history.sent[other].session)
    history.sent[one], history.sent[other] = history.sent[other], moved


@plant("unread is one too many on all devices", "I8")
def _(history: History, chance: random.Random) -> None:
    history.counted = [found._replace(unread=found.unread + 1) for found in history.counted]


@plant("a device is told another cursor than the others", "I8")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(len(history.counted))
    history.counted[place] = history.counted[place]._replace(read_seq=100_000)


@plant("a reaction is lost", "I9")
def _(history: History, chance: random.Random) -> None:
    everywhere(history, lambda items: [item._replace(reactions=()) for item in items])


@plant("a reaction that was taken back stays", "I9")
def _(history: History, chance: random.Random) -> None:
    both = (("+", "u_ann"), ("-", "u_ben"))
    everywhere(history, lambda items: [i._replace(reactions=both) if i.seq == 40 else i for i in items])


@plant("a reaction of somebody who gave none", "I9")
def _(history: History, chance: random.Random) -> None:
    made_up = (("+", "u_ann"), ("+", "u_cem"))
    everywhere(history, lambda items: [i._replace(reactions=made_up) if i.seq == 40 else i for i in items])


@plant("somebody was never let in and gets an entry", "I10")
def _(history: History, chance: random.Random) -> None:
    moved = next(move for move in history.moved if move.user == NEWCOMER)
    early = next(got for got in history.received if got.user == NEWCOMER)
    history.received.append(early._replace(at=moved.begun - 5, session="early"))


@plant("a newcomer is shown an old message by a reaction", "I11")
def _(history: History, chance: random.Random) -> None:
    late = history.shown[-1].at
    history.shown.append(Shown(late, NEWCOMER, PORCH, chance.randint(1, BEFORE), "a reaction"))


@plant("a newcomer reads what came before", "I11")
def _(history: History, chance: random.Random) -> None:
    whole = next(final for final in history.finals if final.conversation == PORCH)
    history.finals[-1] = Final(NEWCOMER, "phone", PORCH, whole.items[BEFORE - 1 :], BEFORE - 1)


@plant("a newcomer is given an old entry", "I11")
def _(history: History, chance: random.Random) -> None:
    late = next(got for got in reversed(history.received) if got.user == NEWCOMER)
    seq = chance.randint(1, BEFORE)
    key = (PORCH, "u_ann", f"p{seq - 1}")
    history.received.append(late._replace(session="x", seq=seq, key=key, text=key[2]))


@plant("a newcomer does not see what came after", "I11")
def _(history: History, chance: random.Random) -> None:
    last = history.finals[-1]
    history.finals[-1] = last._replace(items=last.items[3:], since=BEFORE + 3)


@plant("an ended login is still served", "I12")
def _(history: History, chance: random.Random) -> None:
    end = history.ended[0].at
    history.served.append(Served(end + chance.uniform(1.1, 5), LOGIN, "an event"))


@plant("an event has a field that cannot be read", "I13")
def _(history: History, chance: random.Random) -> None:
    told = history.compared[0]
    history.compared.append(told._replace(name="password_hash", told='"secret"', read=None))


@plant("an event has another value than the entry", "I13")
def _(history: History, chance: random.Random) -> None:
    place = chance.choice(
        [place for place, told in enumerate(history.compared) if told.name in ("content", "seq")]
    )
    history.compared[place] = history.compared[place]._replace(told='"other"')


@plant("a reaction is told that cannot be read, and its message is there", "I13")
def _(history: History, chance: random.Random) -> None:
    history.edited.append(Edited(1.0, 1.1, PORCH, 4, "other words"))
    history.compared.append(Compared(2.0, PORCH, 41, "target_seq", "4", "4"))
    history.compared.append(Compared(2.0, PORCH, 41, "emoji", '"+1"', None))


@plant("an effect happens twice", "I14")
def _(history: History, chance: random.Random) -> None:
    history.effects.append(history.effects[0]._replace(place=f"{ROOM} 8"))


@plant("an effect does not happen", "I14")
def _(history: History, chance: random.Random) -> None:
    history.effects.clear()


@plant("an effect that nothing caused", "I14")
def _(history: History, chance: random.Random) -> None:
    history.effects.append(Effect("u_ann has left c_room", f"{ROOM} 9"))


@plant("an act of an administrator is not in the trail", "I15")
def _(history: History, chance: random.Random) -> None:
    del history.audited[chance.randrange(len(history.audited))]


@plant("an act of an administrator is in the trail twice", "I15")
def _(history: History, chance: random.Random) -> None:
    history.audited.append(chance.choice(history.audited))


@plant("the trail tells of what nobody did", "I15")
def _(history: History, chance: random.Random) -> None:
    history.audited.append(Audited("delete", "u_ann"))


@plant("the chain of the trail is broken", "I15")
def _(history: History, chance: random.Random) -> None:
    history.chains = [Chain(3, 2)]


@plant("somebody is told to be online long after", "I16")
def _(history: History, chance: random.Random) -> None:
    last = history.truths[-1].at
    late = last + chance.uniform(61, 300)
    history.claims.append(Claim(late, "u_ann is online", holds=True, by="u_ben/phone"))


@plant("somebody is said to write who never did", "I16")
def _(history: History, chance: random.Random) -> None:
    history.claims.append(Claim(50.0, "u_ann writes in c_room", holds=True, by="u_ben/phone"))


@plant("other words are taken for the same message", "R6")
def _(history: History, chance: random.Random) -> None:
    history.reused[0] = history.reused[0]._replace(refused=False)


@plant("a retry is answered with another place", "R6")
def _(history: History, chance: random.Random) -> None:
    again = history.acked[chance.randrange(50)]
    history.acked.append(again._replace(at=again.at + 9, seq=again.seq + 1))


@plant("a lost position is resumed in silence", "R10")
def _(history: History, chance: random.Random) -> None:
    history.resumed[1] = history.resumed[1]._replace(resync=False)


@plant("a device must read anew without a reason", "R10")
def _(history: History, chance: random.Random) -> None:
    history.resumed[0] = history.resumed[0]._replace(resync=True)


@plant("an entry is left out on coming back", "R10")
def _(history: History, chance: random.Random) -> None:
    history.resumed[0] = history.resumed[0]._replace(position=BEFORE + 1)
