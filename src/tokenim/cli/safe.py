"""How is what others wrote shown on a terminal or in a log? With all its letters, and nothing that is obeyed."""

import re

# Control characters (ESC, CR, BEL, C1 ...), overrides of the direction of writing, halves of a letter. All else is a
# letter of somebody's script, though this Python may not know it yet.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NOT_IN_A_VALUE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\n\x85\u2028\u2029]")


def lines(text: str, indent: str = "") -> str:
    """Return a text with its line breaks, further lines behind `indent`; what would be obeyed becomes U+FFFD."""
    return ("\n" + indent).join(_OBEYED.sub("\ufffd", line) for line in _BREAKS.split(text))


def escaped(text: str) -> str:
    """Return a text as one line in which what would be obeyed stands as an escape, such as `\\x1b`: for logs."""
    return _NOT_IN_A_VALUE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def line(text: str) -> str:
    """Return a text as one line, for names and values."""
    return lines(_BREAKS.sub("\ufffd", text).replace("\t", " "))
