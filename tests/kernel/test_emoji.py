"""Is an emoji one text, however a keyboard spells it?"""

from __future__ import annotations

import pytest

from tokenim.kernel import emoji


@pytest.mark.parametrize(
    ("spellings", "one"),
    [
        (("👍", "👍\ufe0f", "👍\ufe0e"), "👍"),
        (("❤", "❤\ufe0f", "❤\ufe0e"), "❤\ufe0f"),
        (("1\u20e3", "1\ufe0f\u20e3"), "1\ufe0f\u20e3"),
        (("☝🏽", "☝\ufe0f🏽"), "☝🏽"),
        (("🏃\u200d♂", "🏃\u200d♂\ufe0f"), "🏃\u200d♂\ufe0f"),
        (("🏳\ufe0f\u200d🌈", "🏳\u200d🌈"), "🏳\ufe0f\u200d🌈"),
        (("1", "1\ufe0f"), "1"),
        (("+1",), "+1"),
    ],
    ids=["thumb", "heart", "keycap", "skin tone", "joined", "flag", "digit", "text"],
)
def test_all_spellings_of_an_emoji_are_one(spellings: tuple[str, ...], one: str) -> None:
    assert {emoji.spelled(spelling) for spelling in spellings} == {one}
