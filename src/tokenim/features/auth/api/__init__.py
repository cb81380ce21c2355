"""What may clients ask about logins, sessions and tickets?"""

from tokenim.features.auth.api import account, sessions, tokens

__all__ = ["account", "sessions", "tokens"]
