"""Are the changes of one socket made in the order in which they were asked for, whatever happens on the way?"""

from __future__ import annotations

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.ground import alice
from tests.profile import examples
from tokenim.kernel.lane import Lane
from tokenim.kernel.unit_of_work import Context, Stale, Work

NOW, WAIT, LEAVE = "now", "wait", "leave"


async def _unread(*queries: object) -> list[list[tuple[object, ...]]]:
    raise AssertionError("nothing is read here")


class Road:
    """A lane with a committer beside it that does what a test says: units land in order, some of them stale."""

    def __init__(self) -> None:
        self.lane: Lane[int] = Lane(self._begin)
        self.ways: dict[int, str] = {}
        self.running: int | None = None
        self.unit = Work(alice(), Context(_unread), 0)
        self.flying: deque[tuple[int, Work]] = deque()
        self.stored: list[int] = []
        self.gone: list[int] = []

    def ask(self, way: str) -> None:
        number = len(self.ways)
        self.ways[number] = way
        self.lane.enter(number)

    def go_on(self) -> None:
        """Let the call that waits go on."""
        number, self.running = self.running, None
        if number is not None:
            self._take_off(number)

    def give_up(self) -> None:
        """Let the call that waits end without a commit."""
        number, self.running = self.running, None
        if number is not None:
            self.gone.append(number)
            self.lane.ended()

    def land(self, *, stale: bool) -> None:
        """Let the first unit on its way land, as the database would."""
        if not self.flying:
            return
        number, unit = self.flying.popleft()
        if stale or (unit.follows is not None and isinstance(unit.follows.outcome, Stale)):
            unit.outcome = Stale()
            self.lane.retry(number)
        else:
            self.stored.append(number)
            self.lane.settled()

    def refuse(self) -> None:
        """Let the first unit on its way be refused for good."""
        number, _ = self.flying.popleft()
        self.gone.append(number)
        self.lane.settled()

    def finish(self) -> None:
        while self.flying or self.running is not None:
            self.go_on()
            self.land(stale=False)

    def _begin(self, number: int) -> None:
        assert self.running is None
        self.unit = Work(alice(), Context(_unread), 0)
        self.unit.follows = self.lane.last
        way = self.ways[number]
        if way == LEAVE:
            self.gone.append(number)
            self.lane.ended()
        elif way == WAIT:
            self.running = number
        else:
            self._take_off(number)

    def _take_off(self, number: int) -> None:
        self.flying.append((number, self.unit))
        self.lane.submitted(self.unit)


STEPS = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from([NOW, NOW, WAIT, LEAVE])),
    st.tuples(st.just("go on"), st.none()),
    st.tuples(st.just("give up"), st.none()),
    st.tuples(st.just("land"), st.booleans()),
)


@settings(max_examples=examples(500))
@given(st.lists(STEPS, max_size=60))
def test_any_interleaving_keeps_the_order_of_asking(steps: list[tuple[str, str | bool | None]]) -> None:
    road = Road()
    for step, how in steps:
        if step == "ask":
            road.ask(str(how))
        elif step == "go on":
            road.go_on()
        elif step == "give up":
            road.give_up()
        else:
            road.land(stale=bool(how))
    road.finish()

    assert road.stored == sorted(road.stored)
    assert sorted(road.stored + road.gone) == list(range(len(road.ways)))


def test_a_call_that_waits_holds_up_those_after_it() -> None:
    road = Road()
    road.ask(WAIT)
    road.ask(NOW)

    assert not road.flying

    road.go_on()

    assert [number for number, _ in road.flying] == [0, 1]


def test_a_unit_on_its_way_does_not_overtake_a_stale_one_before_it() -> None:
    road = Road()
    road.ask(NOW)
    road.ask(NOW)

    road.land(stale=True)
    road.land(stale=False)
    road.finish()

    assert road.stored == [0, 1]


def test_a_call_that_waits_while_the_one_before_it_turns_stale_comes_after_it() -> None:
    road = Road()
    road.ask(NOW)
    road.ask(WAIT)
    road.land(stale=True)

    road.finish()

    assert road.stored == [0, 1]


def test_a_refusal_of_the_last_one_on_its_way_lets_the_stale_run_again() -> None:
    road = Road()
    road.ask(NOW)
    road.ask(NOW)
    road.land(stale=True)
    road.refuse()

    assert [number for number, _ in road.flying] == [0]


def test_nothing_is_kept_of_units_that_have_landed() -> None:
    road = Road()
    road.ask(NOW)

    road.finish()

    assert road.lane.last is None


def test_a_stale_call_runs_again_once_the_one_after_it_was_refused_for_good() -> None:
    begun: list[int] = []
    lane: Lane[int] = Lane(begun.append)
    for number in (1, 2):
        lane.enter(number)
        lane.submitted(Work(alice(), Context(_unread), 0))

    lane.retry(1)
    assert begun == [1, 2]
    lane.settled()

    assert begun == [1, 2, 1]
