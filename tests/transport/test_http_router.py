"""Is a path that was asked before found alike, and do paths without number cost no memory without bound?"""

from __future__ import annotations

import pytest

from tests.features.world import refused
from tests.transport.stand import SHELVES
from tokenim.catalogue import errors
from tokenim.transport.http.router import REMEMBERED, SHORT, Router
from tokenim.transport.versions.served import VERSIONS

PATH = b"/v1/shelves/a%20b/things"


@pytest.fixture
def router() -> Router:
    return Router(SHELVES.values(), VERSIONS)


def test_a_path_that_was_asked_before_is_found_alike(router: Router) -> None:
    first = router.find(PATH, None)
    route = first.methods["POST"]
    taken = first.first(route)
    taken.append(b'"more":1')

    again = router.find(PATH, None)
    assert again is first
    assert again.first(route) == [b'"shelf_id":"a b"']


def test_the_version_of_a_header_is_looked_at_each_time(router: Router) -> None:
    router.find(PATH, None)

    assert router.find(PATH, b"1").version is VERSIONS.newest
    with refused(errors.VERSION_UNKNOWN):
        router.find(PATH, b"2")
    assert router.find(PATH.removeprefix(b"/v1"), b"1").values == [b"a%20b"]


def test_what_is_wrong_with_a_path_is_said_each_time(router: Router) -> None:
    for _ in range(2):
        with refused(errors.OPERATION_UNKNOWN):
            router.find(b"/v1/nowhere", None)
        found = router.find(b"/v1/shelves/%zz/things", None)
        with refused(errors.REQUEST_MALFORMED):
            found.first(found.methods["POST"])


def test_so_many_paths_are_remembered_and_no_long_one(router: Router) -> None:
    for number in range(REMEMBERED + 10):
        router.find(b"/v1/shelves/%d/things" % number, None)
    long = b"/v1/shelves/%b/things" % (b"x" * SHORT)

    assert len(router._found) == 10
    assert router.find(long, None) is not router.find(long, None)
