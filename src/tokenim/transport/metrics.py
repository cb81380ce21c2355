"""What is counted for the operator? Dictionaries added to on the way, turned into metrics when asked for."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Histogram:
    """How often a value fell below each bound, and the sum of all."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def buckets(self) -> list[tuple[str, float]]:
        """Return the running totals, as Prometheus wants them."""
        names = [f"{bound:g}" for bound in self.bounds] + ["+Inf"]
        return list(zip(names, map(float, accumulate(self.counts)), strict=True))


class Metrics(Collector):
    """The figures of one node."""

    def __init__(self) -> None:
        self.calls: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self.http_seconds: defaultdict[str, Histogram] = defaultdict(lambda: Histogram(SECONDS))
        self.commit_seconds = Histogram(SECONDS)
        self.commit_units = Histogram(SIZES)
        self._gauges: dict[str, tuple[str, Callable[[], float]]] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        """Count a call over HTTP and the time it took."""
        self.calls[operation, outcome, "http"] += 1
        self.http_seconds[operation].add(seconds)

    def called_on_socket(self, operation: str, outcome: str) -> None:
        """Count a call over a socket."""
        self.calls[operation, outcome, "ws"] += 1

    def committed(self, units: int, seconds: float) -> None:
        """Count a batch that was written to the database."""
        self.commit_units.add(units)
        self.commit_seconds.add(seconds)

    def gauge(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Show the present value of something as `tokenim_<name>`."""
        self._gauges[name] = (text, value)

    def page(self) -> bytes:
        """Return the text that Prometheus reads."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Any]:
        """Turn what was counted into metrics."""
        calls = CounterMetricFamily(
            "tokenim_calls",
            "Calls by operation, outcome and transport",
            labels=("operation", "outcome", "transport"),
        )
        for labels, count in self.calls.items():
            calls.add_metric(labels, count)
        yield calls
        latency = HistogramMetricFamily(
            "tokenim_http_request_seconds", "Time to answer a call over HTTP", labels=("operation",)
        )
        for operation, histogram in self.http_seconds.items():
            latency.add_metric((operation,), histogram.buckets(), histogram.sum)
        yield latency
        yield _family("tokenim_commit_seconds", "Time to make a batch durable", self.commit_seconds)
        yield _family("tokenim_commit_units", "Units of work committed together", self.commit_units)
        for name, (text, value) in self._gauges.items():
            yield GaugeMetricFamily(f"tokenim_{name}", text, value=value())


def _family(name: str, text: str, histogram: Histogram) -> HistogramMetricFamily:
    return HistogramMetricFamily(name, text, buckets=histogram.buckets(), sum_value=histogram.sum)
