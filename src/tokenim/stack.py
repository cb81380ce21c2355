"""Which features does the server have? The lowest first: each may ask those before it.

Others come from outside: packages that are installed beside the server, declare an entry point of the group `tokenim.features`,
and are named in the setting `features`.
"""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

from tokenim.features.admin.feature import feature as admin
from tokenim.features.audit.feature import feature as audit
from tokenim.features.auth.feature import feature as auth
from tokenim.features.conversations.feature import feature as conversations
from tokenim.features.delivery.feature import feature as delivery
from tokenim.features.groups.feature import feature as groups
from tokenim.features.messages.feature import feature as messages
from tokenim.features.pins.feature import feature as pins
from tokenim.features.presence.feature import feature as presence
from tokenim.features.server.feature import feature as server
from tokenim.features.users.feature import feature as users
from tokenim.kernel import plugin_rules
from tokenim.kernel.feature import Feature, operations

FEATURES = (users, audit, auth, conversations, groups, messages, pins, presence, delivery, server, admin)
OPERATIONS = operations(FEATURES)
"""What clients may ask of these features, by name."""

GROUP = "tokenim.features"


def chosen(named: str) -> tuple[Feature, ...]:
    """Return the stack with the features from outside that a setting names, comma separated.

    What is installed and not named is not even imported. Raise `ValueError` with a sentence for the operator where one is
    missing or breaks a rule.
    """
    names = [name.strip() for name in named.split(",") if name.strip()]
    stack: tuple[Feature, ...] = FEATURES
    for name in names:
        if name in {feature.name for feature in stack}:
            raise ValueError(f"TOKENIM_FEATURES: the feature {name} is there already.")
        stack = extended(stack, _loaded(name))
    return stack


def extended(stack: Sequence[Feature], feature: Feature) -> tuple[Feature, ...]:
    """Return the stack with a feature from outside in its place; raise `ValueError` where it breaks a rule."""
    plugin_rules.check(feature, FEATURES)
    place = _place(feature, stack)
    return (*stack[:place], feature, *stack[place:])


def _loaded(name: str) -> Feature:
    """Import a feature by the name of its entry point."""
    installed = entry_points(group=GROUP)
    found: list[EntryPoint] = list(installed.select(name=name))
    if not found:
        there = ", ".join(sorted(installed.names)) or "none"
        raise ValueError(
            f"TOKENIM_FEATURES: no feature {name} is installed beside the server (installed: {there})."
        )
    if len(found) > 1:
        raise ValueError(
            f"TOKENIM_FEATURES: {len(found)} installed packages have a feature {name}; remove all but one."
        )
    feature = found[0].load()
    if not isinstance(feature, Feature) or feature.name != name:
        raise ValueError(f"TOKENIM_FEATURES: {found[0].value} is not a feature called {name}.")
    return feature


def _place(feature: Feature, stack: Sequence[Feature]) -> int:
    """Return where in the stack it stands: right above what it names, or above those that came there before it."""
    if not feature.above:
        return len(stack)
    below = [place for place, each in enumerate(stack) if feature.above in (each.name, each.above)]
    if feature.above not in {each.name for each in stack}:
        raise ValueError(
            f"The feature {feature.name} stands above {feature.above}, which is not there, or named after it in TOKENIM_FEATURES."
        )
    return below[-1] + 1
