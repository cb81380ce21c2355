"""Whose address is it? One spelling of an address, the network that limits count by, and proxies that are believed."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog

log = structlog.get_logger("addresses")

CACHED = 20_000
HOPS = 32
"""So many entries of `X-Forwarded-For` are looked at, from the right."""
SITE_BITS = 64
"""A subscriber of IPv6 owns at least so large a network: its addresses count as one."""

Network = IPv4Network | IPv6Network


@lru_cache(CACHED)
def canonical(text: str) -> str:
    """Return the one spelling of an address, without a port or a zone; an empty string where it is none.

    An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is an IPv4 address.
    """
    try:
        address = ip_address(_bare(text))
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address).partition("%")[0]


@lru_cache(CACHED)
def network(address: str) -> str:
    """Return what limits count by: an IPv4 address itself, the /64 of an IPv6 address, any other text as it is."""
    known = canonical(address)
    if ":" not in known:
        return known or address
    return str(ip_network((known, SITE_BITS), strict=False))


class Proxies:
    """The proxies that are believed when they name the address behind them. None are by default.

    `trusted` are addresses and networks (CIDR), separated by commas. `ValueError` where one is neither.
    """

    def __init__(self, trusted: str = "") -> None:
        self._networks = [_network(item) for item in (part.strip() for part in trusted.split(",")) if item]
        self._read = lru_cache(CACHED)(self._looked_up)
        self._warned = bool(self._networks)

    def client(self, peer: str, forwarded: str) -> str:
        """Return the address of the client; `forwarded` are the `X-Forwarded-For` headers, joined by commas.

        The peer is the client unless it is a trusted proxy. Entries are read from the right, because each proxy
        adds the address that it saw: the first one that is no trusted proxy is the client. What stands left of it,
        and what is no address, came from somebody who is not believed.
        """
        if forwarded and not self._warned:
            self._warn(peer)
        if not self._networks or not forwarded:
            return canonical(peer) or peer
        return self._read(peer, forwarded)

    def _warn(self, peer: str) -> None:
        """Tell an operator who forgot the setting, once: all clients of the proxy count as one address."""
        self._warned = True
        log.warning("proxy.not_trusted", address=peer, mend="name the proxy in trusted_proxies")

    def _looked_up(self, peer: str, forwarded: str) -> str:
        client = canonical(peer) or peer
        for hop in reversed(forwarded.rsplit(",", HOPS)[-HOPS:]):
            if not self.trusts(client):
                break
            named = canonical(hop)
            if not named:
                break
            client = named
        return client

    def trusts(self, address: str) -> bool:
        """Whether the address is a proxy that is believed."""
        if not self._networks:
            return False
        known = canonical(address)
        return bool(known) and any(ip_address(known) in trusted for trusted in self._networks)


def _bare(text: str) -> str:
    """Return the address in `192.0.2.1:80`, `[2001:db8::1]:80` or `"2001:db8::1"`."""
    text = text.strip().strip('"')
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"{text} is neither an address nor a network such as 10.0.0.0/8") from error
