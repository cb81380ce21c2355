"""What is a new thing called? A prefix that tells its kind, and 26 characters that sort by time (48 bits of it, 80 random)."""

import re
import secrets

from tokenim.kernel import clock

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_FORM = re.compile(r"[a-z]+_[0-9a-z]{26}")


def new(prefix: str) -> str:
    """Return an id such as `u_01kaw3v0f8...`; ids made later sort later, to the millisecond."""
    number = (clock.now() << 80) | secrets.randbits(80)
    return prefix + "_" + "".join([_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)])


def is_one(text: str) -> bool:
    """Whether the text has the form of the ids that this server gives; those of products have any form."""
    return _FORM.fullmatch(text) is not None
