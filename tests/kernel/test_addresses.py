"""Is the address of a client the right one, whatever it and the proxies say?"""

from __future__ import annotations

import pytest
import structlog

from tokenim.kernel.addresses import HOPS, Proxies, canonical, network


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("unknown", ""),
        ("_hidden", ""),
        ("192.0.2.999", ""),
        ("192.0.2.1, 192.0.2.2", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_spelling(text: str, address: str) -> None:
    assert canonical(text) == address


def test_limits_count_a_network_of_ipv6_as_one_and_an_address_of_ipv4_as_itself() -> None:
    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2") == "2001:db8:0:1::/64"
    assert network("2001:db8:0:2::1") != network("2001:db8:0:1::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
    assert network("a socket file") == "a socket file"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2, 192.168.1.1", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", ", ,", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("fd00::1", "[2001:db8::1]:5000", "2001:db8::1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_only_what_a_trusted_proxy_saw_is_believed(peer: str, forwarded: str, client: str) -> None:
    proxies = Proxies("10.0.0.0/8, 192.168.1.1,fd00::/8")

    assert proxies.client(peer, forwarded) == client
    assert proxies.client(peer, forwarded) == client


def test_nobody_is_believed_by_default() -> None:
    proxies = Proxies()

    assert proxies.client("127.0.0.1", "203.0.113.9") == "127.0.0.1"
    assert proxies.client("::ffff:127.0.0.1", "") == "127.0.0.1"


def test_a_header_of_a_proxy_that_nobody_named_is_told_to_the_operator_once() -> None:
    proxies = Proxies()

    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            proxies.client("127.0.0.1", "203.0.113.9")
            Proxies("10.0.0.0/8").client("127.0.0.1", "203.0.113.9")

    assert [(line["event"], line["address"]) for line in lines] == [("proxy.not_trusted", "127.0.0.1")]


def test_a_chain_of_proxies_without_an_end_is_read_up_to_a_bound() -> None:
    endless = ", ".join(["203.0.113.9"] + ["10.0.0.2"] * 1000)

    assert Proxies("10.0.0.0/8").client("10.0.0.1", endless) == "10.0.0.2"
    within = ", ".join(["203.0.113.9"] + ["10.0.0.2"] * (HOPS - 1))
    assert Proxies("10.0.0.0/8").client("10.0.0.1", within) == "203.0.113.9"


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.0/33", "10.0.0.1, *"])
def test_a_proxy_that_is_no_address_is_refused_with_its_name(wrong: str) -> None:
    with pytest.raises(ValueError, match="is neither an address nor a network"):
        Proxies(wrong)


def test_without_named_proxies_no_address_is_one() -> None:
    assert not Proxies().trusts("127.0.0.1")
    assert Proxies("127.0.0.1").trusts("::ffff:127.0.0.1")
    assert not Proxies("127.0.0.1").trusts("nobody")
