"""How are requests about pins refused?"""

from tokenim.catalogue.refusal import code

PINS_FULL = code("pins.full", 409, "The conversation has as many pinned messages as it may have")
