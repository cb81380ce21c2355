"""What may operators do on a node? They ask, and nothing is kept."""

from tokenim.features.admin.api import apps, record, users
from tokenim.kernel.feature import Feature
from tokenim.kernel.operation import declared

feature = Feature("admin", declared(apps, record, users))
