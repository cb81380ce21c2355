"""How are requests about presence refused?"""

from tokenim.catalogue.refusal import code

PRESENCE_FULL = code("presence.watching_full", 409, "The user watches as many others as a user may")
