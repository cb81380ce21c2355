"""What do people see? Frames, pages and answers become facts of the history."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from tokenim.proof.checker.history import (
    Claim,
    CursorSeen,
    History,
    Item,
    Key,
    Received,
    Resumed,
    Served,
    Shown,
    Truth,
)
from tokenim.proof.crowd.asking import Body, Line
from tokenim.proof.crowd.socket_line import SocketLine

RESUME_ENTRIES = 5000
"""So many missed entries the server promises to replay."""
SAMPLE = 40


class Heard(NamedTuple):
    """An event, and who was told."""

    line: Line
    frame: Body


class Observer:
    """Writes down what is seen by everybody."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.heads: dict[str, int] = {}
        self.doomed: set[str] = set()
        self.lately: deque[Heard] = deque(maxlen=SAMPLE)
        self.resume_seconds: list[float] = []
        self.read_anew = 0
        self._open: dict[str, int] = {}

    def attend(self, line: SocketLine) -> None:
        """Write down what a socket is told."""
        line.hear = lambda frame, session: self._event(line, frame, session)
        line.hung_up = lambda: self._online(line, -1)
        line.welcomed = lambda asked, answer, seconds: self._welcome(line, asked, answer, seconds)

    def read(self, line: Line, frames: list[Body]) -> None:
        """Write down entries that were asked for."""
        for frame in frames:
            self._entry(line, frame, f"{line.login}/read")
        self.served(line, "a page")

    def served(self, line: Line, what: str) -> None:
        """Write down that a login was given something, if somebody wants to end it."""
        if line.login in self.doomed:
            self.history.served.append(Served(self.history.now(), line.login, what))

    def view(self, line: Line, view: Body, asker: str = "") -> None:
        """Write down what a conversation as the list shows it tells; what two askers are told may cross on the way."""
        now, conversation = self.history.now(), view["id"]
        device = line.name + asker
        self.history.cursors.append(CursorSeen(now, line.user, device, conversation, view["read_seq"]))
        if last := view.get("last_message"):
            self.history.shown.append(Shown(now, line.user, conversation, last["seq"], "the list"))

    def reached(self, stream: str, seq: int) -> None:
        """Note that a stream has come so far."""
        self.heads[stream] = max(self.heads.get(stream, 0), seq)

    def _online(self, line: SocketLine, by: int) -> None:
        """Note that a user has one socket more, or less."""
        before = self._open.get(line.user, 0)
        self._open[line.user] = before + by
        if not before or not self._open[line.user]:
            truth = Truth(self.history.now(), f"{line.user} is online", holds=by > 0)
            self.history.truths.append(truth)

    def _event(self, line: SocketLine, frame: Body, session: str) -> None:
        self.served(line, frame["event"])
        if "seq" in frame:
            self._entry(line, frame, session)
            self.lately.append(Heard(line, frame))
        elif frame["event"] == "presence.changed":
            data = frame["data"]
            topic = f"{data['user_id']} is online"
            self.history.claims.append(Claim(self.history.now(), topic, data["online"], line.login))
        elif frame["event"] == "typing.started":
            topic = f"{frame['data']['user_id']} writes in {frame['stream']}"
            self.history.claims.append(Claim(self.history.now(), topic, holds=True, by=line.login))

    def _entry(self, line: Line, frame: Body, session: str) -> None:
        now, stream, seq, data = self.history.now(), frame["stream"], frame["seq"], frame["data"]
        item = item_of(stream, frame)
        self.history.received.append(
            Received(now, line.user, line.name, session, stream, seq, item.key, item.text, item.recalled)
        )
        self.reached(stream, seq)
        if data.get("content") and "target_seq" in data:
            self.history.shown.append(Shown(now, line.user, stream, data["target_seq"], "an edit"))
        if data.get("emoji"):
            self.history.shown.append(Shown(now, line.user, stream, data["target_seq"], "a reaction"))

    def _welcome(self, line: SocketLine, asked: Body, answer: Body, seconds: float) -> None:
        self.served(line, "a welcome")
        self._online(line, +1)
        if "resume" not in asked:
            return
        positions: dict[str, int] = asked["resume"]["positions"]
        anew = set(answer.get("resync_required", []))
        missed = sum(max(0, self.heads.get(stream, 0) - seq) for stream, seq in positions.items())
        lost, far = asked["resume"]["epoch"] != answer["epoch"], missed > RESUME_ENTRIES
        if not lost:
            self.resume_seconds.append(seconds)
            self.read_anew += bool(anew)
        now = self.history.now()
        for stream, seq in positions.items():
            resync = stream in anew
            self.history.resumed.append(
                Resumed(now, line.user, line.name, line.session, stream, seq, resync, lost, far)
            )
        for stream in anew:
            line.positions.pop(stream, None)


def item_of(stream: str, frame: Body) -> Item:
    """Return an entry as a device knows it."""
    data = frame["data"]
    if frame["event"] != "message.sent":
        return Item(frame["seq"], None)
    key: Key = (stream, data["sender_id"], data.get("client_id") or "")
    recalled = bool(data.get("recalled", False))
    return Item(frame["seq"], key, data["content"].get("text", ""), recalled)
