"""Which workloads are there, what does each measure, and which of its figures are shown?"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from tokenim.proof.bench import abused, devices, floor, grown, talking
from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import Figures


class Workload(NamedTuple):
    """Something to measure."""

    text: str
    run: Callable[[Bench], Coroutine[Any, Any, Figures]]
    shown: tuple[str, ...]


_FAST = ("delivered_s", "us_per_sent", "p50_ms", "p99_ms")
_WIDE = ("delivered_s", "us_per_delivery", "p50_ms", "p99_ms")


def _felt(*kinds: str) -> tuple[str, ...]:
    """Return what is shown of abuse: for each kind the 99th percentile of calm users alone, beside it, and their ratio."""
    return tuple(f"{kind}_{figure}" for kind in kinds for figure in ("alone", "beside", "ratio"))


WORKLOADS = {
    "floor": Workload(
        "the bare machine: echoes a second of 100 connections and of one, a page to the disk, rows into SQLite, calls in Python",
        floor.floor, ("echo_s", "echo_one_s", "fdatasync_ms", "inserts_s", "calls_s"),
    ),
    "p1": Workload("1:1, 100 pairs, 8 messages each on their way: durable, delivered messages a second", talking.p1, _FAST),
    "p2-100": Workload("one room of 100, 8 messages on their way: deliveries a second", talking.p2_100, _WIDE),
    "p2-500": Workload("one room of 500, 8 messages on their way: deliveries a second", talking.p2_500, _WIDE),
    "p2-1000": Workload("one room of 1,000, 8 messages on their way: deliveries a second", talking.p2_1000, _WIDE),
    "p3": Workload(
        "200 messages a second over 200 users: from sending to receiving", talking.p3, ("p50_ms", "p99_ms", "worst_ms", "cpu")
    ),
    "p4": Workload("10,000 idle sockets: memory", devices.p4, ("kb_each", "rss_mb")),
    "p5": Workload("a device comes back to 1,000 missed messages: from hello to the last", devices.p5, ("ms",)),
    "p6": Workload("authenticated connects a second, 64 at a time", devices.p6, ("connects_s", "ms_each")),
    "p7": Workload(
        "REST: sends over 64 kept connections", talking.p7, ("requests_s", "us_per_request", "p50_ms", "p99_ms")
    ),
    "p8": Workload(
        "a page of 50 anywhere in millions of messages, by REST", grown.p8, ("p50_ms", "p99_ms", "worst_ms", "requests_s")
    ),
    "p9": Workload(
        "p1 with millions of messages in the database, against p1 on an empty one", grown.p9,
        ("ratio", "at_n_s", "at_0_s", "p99_ms"),
    ),
    "p12": Workload("an idle server: memory, and from start to listening", devices.p12, ("rss_mb", "start_s")),
    "p13": Workload("sync of a user with 1,000 conversations, 20 of them changed", devices.p13, ("ms",)),
    "p14": Workload(
        "a group of 10,000, 500 of them online; then 20 messages a second there: what others feel", talking.p14,
        ("delivered_s", "p50_ms", "group_p99_ms", "others_p99_ms_alone", "others_p99_ms"),
    ),
    "p15-frames": Workload(
        "p3 beside one connection that floods WebSocket frames: 99th percentile of the calm in ms, with the limits on",
        abused.p15_frames, _felt("before_hello", "malformed", "valid", "pings"),
    ),
    "p15-requests": Workload(
        "p3 beside one connection with HTTP requests without a pause", abused.p15_requests,
        _felt("valid", "refused", "probes", "malformed", "bodies", "pages"),
    ),
    "p15-reconnects": Workload(
        "p3 beside one who comes back at once, again and again", abused.p15_reconnects, _felt("valid", "refused", "requests"),
    ),
    "p15-unread": Workload(
        "p3 beside one who does not read the largest answers", abused.p15_unread,
        _felt("resumes", "pages", "pipelined", "on_socket"),
    ),
}  # fmt: skip
