"""What can happen? Every fact that the outside is told, its shape, who receives it and whether it is kept.

A *durable* event is an entry of a stream: it has a seq, reaches every device once and in order, and is replayed to those
who were away. The others are told to connected devices only. `audience` is `conversation` (every member), `user` (all
devices of one user) or `watchers` (devices that asked). Classes hold what is stored; on the wire `data` has in addition
who did it and when: `sender_id` and `sent_at` for a message, `by` and `at` for everything else.
"""

from tokenim.catalogue.event import EVENTS, Audience, Event, Message, Seq, Time
from tokenim.catalogue.events.messages import *
from tokenim.catalogue.events.pins import *
from tokenim.catalogue.events.groups import *
from tokenim.catalogue.events.conversations import *
from tokenim.catalogue.events.users import *
from tokenim.catalogue.events.presence import *
