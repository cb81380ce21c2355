"""Does a feature from outside stay within its own name?"""

from __future__ import annotations

import pytest

from tests.kernel.ground import NOTES
from tokenim.catalogue.errors import Code
from tokenim.catalogue.event import Event
from tokenim.catalogue.limits import Limit
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.feature import Feature
from tokenim.kernel.plugin_rules import check, check_schema

ADD = NOTES["note.add"]._replace(name="polls.add", path="/polls/{id}")


class Opened(Event, frozen=True):
    """A poll was opened."""

    kind = "polls.opened"


class Stolen(Event, frozen=True):
    """Something else."""

    kind = "votes.opened"


WHOLE = Feature(
    "polls",
    (ADD,),
    errors=(Code("polls.closed", 409, "The poll is closed"),),
    events=(Opened,),
    limits={"polls.options": Limit(10, "options", "Options of one poll")},
)


def test_a_feature_whose_names_begin_with_its_own_is_let_in() -> None:
    check(WHOLE, ())


@pytest.mark.parametrize("name", ["Polls", "p", "1polls", "my_polls", "my-polls", ""])
def test_a_name_that_cannot_begin_others_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        check(Feature(name), ())


@pytest.mark.parametrize("name", ["note", "notes", "message", "messages", "request", "server", "ws"])
def test_a_name_that_the_server_uses_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"cannot be called {name}: the server uses this name itself"):
        check(Feature(name), [Feature("writers", tuple(NOTES.values()))])


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (WHOLE._replace(operations=(ADD._replace(name="vote"),)), r"operation vote of polls must begin with polls\."),
        (WHOLE._replace(operations=(ADD._replace(path="/pollsters"),)), "route /pollsters of polls must begin with /polls"),
        (WHOLE._replace(errors=(Code("poll.closed", 409, ""),)), r"code poll\.closed of polls must begin"),
        (WHOLE._replace(events=(Stolen,)), r"event votes\.opened of polls must begin"),
        (WHOLE._replace(limits={"options": Limit(1, "", "")}), "limit options of polls must begin"),
        (WHOLE._replace(permissions=(Permission.USERS_READ,)), "permission users:read of polls must begin with polls:"),
    ],
)  # fmt: skip
def test_what_begins_otherwise_is_named_in_the_sentence(feature: Feature, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        check(feature, ())


def test_tables_and_indexes_of_its_own_are_let_in() -> None:
    check_schema(
        "polls",
        """-- CREATE TABLE users is only spoken of
        CREATE TABLE IF NOT EXISTS polls (id TEXT PRIMARY KEY);
        create table polls_votes(poll TEXT);
        CREATE UNIQUE INDEX polls_by_stream ON polls (id);
        CREATE TABLE "polls_quoted" (id TEXT);
        ALTER TABLE polls ADD COLUMN question TEXT; DROP TABLE polls_old;""",
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("CREATE TABLE votes (id TEXT)", "votes"),
        ("DROP TABLE users;", "users"),
        ("ALTER TABLE\n messages ADD COLUMN poll TEXT", "messages"),
        ("CREATE TABLE pollsters (id TEXT)", "pollsters"),
        ("CREATE INDEX IF NOT EXISTS fast ON polls (id)", "fast"),
        ('CREATE TABLE "users" (id TEXT)', "users"),
        ("CREATE TEMP TABLE users (id TEXT)", "users"),
        ("CREATE VIRTUAL TABLE words USING fts5(text)", "words"),
    ],
)
def test_what_is_not_its_own_is_refused_in_sql(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"The table or index {named} of polls must begin with polls_"):
        check_schema("polls", text)
