"""Does a refusal say to people and to developers what is wrong, in the language that was asked for?"""

from __future__ import annotations

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError, invalid, problem


def test_a_sentence_for_people_is_the_message_to_the_user_in_both_languages() -> None:
    refusal = invalid("name", "A name needs something.", "名称不能为空。")

    english, chinese = problem(refusal, "r-1"), problem(refusal, "r-1", "zh-CN")
    assert english["errors"] == [{"field": "name", "message": "A name needs something."}]
    assert chinese["errors"] == [{"field": "name", "message": "名称不能为空。"}]
    assert english["user_message"] == "A name needs something."
    assert chinese["user_message"] == "名称不能为空。"
    assert chinese["detail"] == "name: A name needs something."


def test_a_sentence_for_developers_leaves_the_message_to_the_user_to_the_code() -> None:
    refusal = invalid("id", "This must be text, not a number.")

    assert problem(refusal, "r-1", "zh")["user_message"] == errors.REQUEST_INVALID.text("zh")
    assert problem(refusal, "r-1", "zh")["errors"][0]["message"] == "This must be text, not a number."


def test_a_refusal_without_fields_names_none() -> None:
    assert "errors" not in problem(TokenIMError(errors.USER_NOT_FOUND), "r-1")
