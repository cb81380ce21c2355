"""Are user names normalised, changes merged, and only the right things shown?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.users import model
from tokenim.features.users.model import ProfileChanges, User


def user(**values: Any) -> User:
    return msgspec.structs.replace(
        User("u_1", "alice", "Alice", "", "", "zh", {"city": "Oxford"}, "user", "active", 0), **values
    )


@pytest.mark.parametrize("given", ["alice", "ALICE", "Alice"])
def test_capitals_of_a_user_name_count_as_small_letters(given: str) -> None:
    assert model.normalised(given) == "alice"


@pytest.mark.parametrize("given", ["al", "a" * 33, "-alice", "al ice", "alice\n", "алиса", "ali\x00ce"])
def test_what_is_no_user_name_is_refused_by_its_field(given: str) -> None:
    with pytest.raises(TokenIMError) as caught:
        model.normalised(given)

    assert caught.value.code is errors.REQUEST_INVALID
    assert caught.value.errors[0]["field"] == "username"


def test_custom_fields_are_merged_and_null_removes_one() -> None:
    after = model.changed(user(), ProfileChanges(fields={"city": None, "age": 7, "fan": True}))

    assert after.fields == {"age": 7, "fan": True}
    assert after.display_name == "Alice"


def test_an_empty_display_name_becomes_the_user_name() -> None:
    assert model.changed(user(), ProfileChanges(display_name="")).display_name == "alice"


def test_a_name_is_kept_in_one_form_and_nothing_else_is_taken_for_one() -> None:
    assert model.changed(user(), ProfileChanges(display_name=" Ame\u0301lie ")).display_name == "Amélie"
    with pytest.raises(TokenIMError) as caught:
        model.changed(user(), ProfileChanges(display_name="\u202egpj.exe"))

    assert caught.value.errors[0]["field"] == "display_name"


def test_more_custom_fields_than_allowed_are_refused() -> None:
    with pytest.raises(TokenIMError) as caught:
        model.changed(user(), ProfileChanges(fields={f"f{n}": n for n in range(limits.FIELDS)}))

    assert caught.value.code is errors.FIELDS_FULL


def test_others_see_the_profile_but_not_the_account() -> None:
    shown = msgspec.to_builtins(model.profile(user()))

    assert shown["fields"] == {"city": "Oxford"}
    assert not shown.keys() & {"language", "role", "status", "version", "deleted"}


def test_the_account_shows_language_role_and_status() -> None:
    shown = msgspec.to_builtins(model.account(user()))

    assert (shown["language"], shown["role"], shown["status"]) == ("zh", "user", "active")
    assert shown["created_at"] == "1970-01-01T00:00:00.000Z"


def test_nothing_is_shown_of_a_deleted_user() -> None:
    assert msgspec.to_builtins(model.profile(user(status="deleted"))) == {"id": "u_1", "deleted": True}


def test_a_search_finds_both_names_whatever_their_case() -> None:
    assert model.names(user(display_name="ÄGIR")) == {"alice", "agir"}


def test_a_search_finds_each_word_of_a_name_and_its_parts() -> None:
    assert model.names(user(display_name="Jean-Luc Dubois")) == {"alice", "jean-luc", "jean", "luc", "dubois"}
    assert len(model.names(user(display_name=" ".join(f"w{n}" for n in range(30))))) == model.WORDS + 1


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Administrator",
        "ROOT",
        "admin_",
        "a.d.m.i.n",
        "adm1n",
        "r00t",
        "support2",
        "sy5tem",
        "tokenim",
    ],
)
def test_a_name_that_speaks_for_the_server_is_reserved(name: str) -> None:
    assert model.reserved(name)


@pytest.mark.parametrize("name", ["alice", "adminton", "rooter", "supportive", "bob2", "modern"])
def test_a_name_of_somebody_is_not_reserved(name: str) -> None:
    assert not model.reserved(name)


def test_an_id_of_this_server_is_told_from_others() -> None:
    assert model.is_own_id("u_01kaw3v0f8d5n6r7s8t9v0w1x2")
    assert not model.is_own_id("shop|4711")
    assert not model.is_own_id("u_ann")


@pytest.mark.parametrize(
    ("words", "short"),
    [(["a"], True), (["a", "b"], True), (["a", "bo"], False), (["王"], False), (["é"], True)],
)
def test_a_single_letter_is_short_and_an_ideograph_is_not(words: list[str], short: bool) -> None:
    assert model.is_short(words) is short


def test_a_search_shows_a_profile_without_its_custom_fields() -> None:
    somebody = user(fields={"city": "Rome"})

    assert model.profile(somebody).fields == {"city": "Rome"}
    assert "fields" not in msgspec.to_builtins(model.found(somebody))
