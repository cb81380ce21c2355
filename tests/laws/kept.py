"""How do reactions and pins change in what a client keeps?"""

from __future__ import annotations

from typing import Any


def repinned(pins: list[int], event: str, seq: int) -> list[int]:
    """Return the pinned seqs, the newest pin first, after an event about the message `seq` that the user sees."""
    if event == "message.pinned":
        return pins if seq in pins else [seq, *pins]
    gone = event in ("message.unpinned", "message.recalled", "message.hidden")
    return [pin for pin in pins if pin != seq] if gone else pins


def show(message: dict[str, Any], emoji: str, users: list[str], count: int, seq: int) -> None:
    """Show these users of an emoji, how many there are where that is more, and up to which entry that is so."""
    message["reactions"][emoji] = users
    counts = {**message.pop("reaction_counts", {}), emoji: count}
    counts = {one: count for one, count in counts.items() if count > len(message["reactions"][one])}
    reactions = {emoji: users for emoji, users in message.pop("reactions").items() if users}
    message.pop("reactions_seq", 0)
    if reactions:
        message["reactions"] = reactions
    if counts:
        message |= {"reaction_counts": counts, "reactions_seq": seq}


def sorted_reactions(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message with the users of each emoji in one order, for comparing."""
    if "reactions" not in message:
        return message
    return message | {"reactions": {emoji: sorted(users) for emoji, users in message["reactions"].items()}}


def compared(message: dict[str, Any]) -> tuple[str, str, bool, set[tuple[str, str]]]:
    """Return of a message what the model knows: (who sent it, its text, whether it was recalled, its reactions)."""
    reactions = {(emoji, user) for emoji, users in message.get("reactions", {}).items() for user in users}
    text = message["content"].get("text", "")
    return message["sender_id"], text, message.get("recalled", False), reactions
