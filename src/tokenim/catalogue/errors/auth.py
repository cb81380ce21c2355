"""How are credentials, logins and sessions refused?"""

from tokenim.catalogue.refusal import code

AUTH_REQUIRED = code("auth.required", 401, "Credentials are required")
AUTH_TOKEN_INVALID = code("auth.token_invalid", 401, "The token is unknown, expired or revoked")
AUTH_WRONG_CREDENTIALS = code("auth.wrong_credentials", 401, "The user name or the password is wrong")
AUTH_WRONG_PASSWORD = code("auth.wrong_password", 403, "The current password is wrong")
AUTH_SUSPENDED = code("auth.suspended", 403, "The user was suspended by an administrator")
AUTH_REGISTRATION_CLOSED = code("auth.registration_closed", 403, "Registration is not open on this server")
AUTH_PASSWORD_WEAK = code(
    "auth.password_weak", 422, "The password is too short, too long or among the most common ones",
)
AUTH_REFRESH_IN_USE = code(
    "auth.refresh_in_use", 409, "The refresh token was used a moment ago by another request", retryable=True,
)
SESSION_NOT_FOUND = code("session.not_found", 404, "The caller has no such session")
