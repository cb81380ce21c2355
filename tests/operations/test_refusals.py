"""Does a refusal say to people and to developers what is wrong, in the language that was asked for?"""

from __future__ import annotations

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError, invalid, problem, wrong


def test_a_sentence_for_people_is_the_message_to_the_user_in_both_languages() -> None:
    refusal = wrong("name", "field.too_short", 3)

    english, chinese = problem(refusal, "r-1"), problem(refusal, "r-1", "zh-CN")
    assert english["errors"] == [{"field": "name", "message": "Use at least 3 characters."}]
    assert chinese["errors"] == [{"field": "name", "message": "至少需要 3 个字符。"}]
    assert english["user_message"] == "Use at least 3 characters."
    assert chinese["user_message"] == "至少需要 3 个字符。"
    assert chinese["detail"] == "name: Use at least 3 characters."


def test_a_sentence_for_developers_leaves_the_message_to_the_user_to_the_code() -> None:
    refusal = invalid("id", "This must be text, not a number.")

    assert problem(refusal, "r-1", "zh")["user_message"] == errors.REQUEST_INVALID.text("zh")
    assert problem(refusal, "r-1", "zh")["errors"][0]["message"] == "This must be text, not a number."


def test_a_refusal_without_fields_names_none() -> None:
    assert "errors" not in problem(TokenIMError(errors.USER_NOT_FOUND), "r-1")
