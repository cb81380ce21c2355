"""What may applications do on a node? They ask, and nothing is kept."""

from tokenim.features.server.api import acting, ending, finding, groups, reading, users
from tokenim.kernel.feature import Feature
from tokenim.kernel.operation import declared

feature = Feature("server", declared(acting, ending, finding, groups, reading, users))
