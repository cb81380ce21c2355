"""Pins: messages that a conversation keeps at hand for all of its members.

Operations: `pins.*`. Events: `message.pinned`, `message.unpinned`; `message.recalled` takes the pin off, too. A conversation
that one user pins in the own list is another thing: see `conversations.prefer`.
"""
