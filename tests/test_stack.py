"""Which features from outside are let into the stack, and where do they stand?"""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints

import pytest

from tokenim import stack
from tokenim.kernel.feature import Feature

bells = Feature("bells", above="messages")
rings = Feature("rings", above="bells")
chimes = Feature("chimes", above="messages")
lost = Feature("lost", above="nothing")
top = Feature("top")
users = Feature("users")


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["bells", "rings", "chimes", "lost", "top", "users", "twin", "twin", "other"]
    found = EntryPoints(
        EntryPoint(name, f"tests.test_stack:{'bells' if name in ('twin', 'other') else name}", stack.GROUP)
        for name in names
    )
    monkeypatch.setattr(stack, "entry_points", lambda group: found)


def test_without_the_setting_nothing_from_outside_is_on() -> None:
    assert stack.chosen("") == stack.FEATURES


@pytest.mark.usefixtures("_installed")
def test_features_stand_right_above_what_they_name_in_the_order_of_the_setting() -> None:
    names = [feature.name for feature in stack.chosen("bells, chimes,top")]

    place = names.index("messages")
    assert names[place : place + 3] == ["messages", "bells", "chimes"]
    assert names[-1] == "top"
    assert len(names) == len(stack.FEATURES) + 3


@pytest.mark.usefixtures("_installed")
def test_a_feature_may_stand_above_another_from_outside() -> None:
    names = [feature.name for feature in stack.chosen("bells,rings")]
    assert names.index("rings") == names.index("bells") + 1


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("gongs", r"no feature gongs is installed beside the server \(installed: bells, "),
        ("bells,bells", "the feature bells is there already"),
        ("users", "the feature users is there already"),
        ("twin", "2 installed packages have a feature twin"),
        ("other", "tests.test_stack:bells is not a feature called other"),
        ("lost", "stands above nothing, which is not there"),
        ("rings,bells", "stands above bells, which is not there, or named after it"),
    ],
)
def test_what_cannot_be_let_in_stops_the_start_with_a_sentence(named: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        stack.chosen(named)
