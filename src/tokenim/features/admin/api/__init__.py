"""What may operators ask?"""

from tokenim.features.admin.api import apps, record, users

__all__ = ["apps", "record", "users"]
