"""Which of the languages that a client accepts does a refusal have, over HTTP and on a socket?"""

from __future__ import annotations

import pytest

from tokenim.transport.languages import preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr-FR, zh;q=0.1", "zh"),
        ("en;q=0.1, zh-TW;q=0.2", "zh"),
        ("zh;q=0", "en"),
        ("zh;q=x", "en"),
        ("de", "en"),
    ],
)
def test_the_language_that_is_liked_best(accepted: str, language: str) -> None:
    assert preferred(accepted) == language
