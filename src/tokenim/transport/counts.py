"""What is counted on a node? Calls and commits for its operator, and what each address costs."""

from typing import NamedTuple

from tokenim.transport.by_address import ByAddress
from tokenim.transport.metrics import Metrics


class Counts(NamedTuple):
    """The counts of one node, for HTTP and for sockets."""

    by_address: ByAddress
    metrics: Metrics
