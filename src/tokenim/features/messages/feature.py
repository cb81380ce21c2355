"""What are messages on a node? Nothing is kept in memory."""

from tokenim.features.messages.api import changing, reading, sending
from tokenim.kernel.feature import Feature
from tokenim.kernel.operation import declared

feature = Feature("messages", declared(changing, reading, sending))
