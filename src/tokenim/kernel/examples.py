"""Which world do the examples live in? Alice owns a group with Bob; Carol is not in it; Alice and Bob also talk alone.

The documentation shows these sample values; the tests build the world on a real server and put real ones in their place.
The group holds messages 1 to 3: Alice, Bob, Alice. Mallory was suspended. The password of everybody is `$password`.
`$session` is another session of Alice, `$refresh_token` the token of that session; `$application` is an application that
nobody uses.
"""

from typing import Any

SAMPLES: dict[str, Any] = {
    "$alice": "u_01kaw3v0f8d5n6r7s8t9v0w1x2",
    "$bob": "u_01kaw3v0f9a1b2c3d4e5f6g7h8",
    "$carol": "u_01kaw3v0fa9j8k7m6n5p4q3r2s",
    "$mallory": "u_01kaw3v0fb1c2d3e4f5g6h7j8k",
    "$nobody": "u_00000000000000000000000000",
    "$group": "c_01kaw3w7q2m3n4p5q6r7s8t9v0",
    "$direct": "c_01kaw3w9r4s5t6v7w8x9y0z1a2",
    "$elsewhere": "c_01kaw3wbt6v7w8x9y0z1a2b3c4",
    "$unknown_conversation": "c_00000000000000000000000000",
    "$session": "s_01kaw3v2h4j5k6m7n8p9q0r1s2",
    "$application": "app_01kaw3v0fc2d3e4f5g6h7j8k9m",
    "$password": "correct horse battery",
    "$refresh_token": (
        "tkr_01kaw3v2h4j5k6m7n8p9q0r1s2.mC0xuKzGd9sZ4gYpQm1v4yS2kqI0x8bTn7f3c6Jw5aEq2Vd0LrX8sTg5uHjK1wN"
    ),
    "$new_name": "dave",
    "$client_id": "01980f0a-7c3e-7b1a-9a53-5f2d6c1e8b90",
}


def filled(value: Any, world: dict[str, Any]) -> Any:
    """Return the value with every `$name` in it replaced by what `world` has for it."""
    if isinstance(value, dict):
        return {key: filled(item, world) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, world) for item in value]
    if isinstance(value, str) and value in world:
        return world[value]
    return value
