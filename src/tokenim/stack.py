"""Which features does the server have? The lowest first: each may ask those before it."""

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
from tokenim.kernel.feature import operations

FEATURES = (users, audit, auth, conversations, groups, messages, pins, presence, delivery, server, admin)
OPERATIONS = operations(FEATURES)
"""What clients may ask of these features, by name."""
