"""How are requests about users refused?"""

from tokenim.catalogue.refusal import code

USER_NOT_FOUND = code("user.not_found", 404, "There is no such user")
USER_NOT_ADDABLE = code(
    "user.not_addable", 403, "The user does not want to be added to conversations, by the caller or at all",
)
USERNAME_TAKEN = code("user.username_taken", 409, "The user name is taken")
USERNAME_RESERVED = code("user.name_reserved", 409, "The user name is reserved, or looks like one that is")
USER_DELETED = code("user.deleted", 410, "The user was deleted")
USER_PROTECTED = code("user.protected", 403, "An application cannot act for an administrator, or change one")
USER_LAST_ADMIN = code("user.last_admin", 409, "The server needs at least one active administrator")
FIELDS_FULL = code("user.fields_full", 409, "The profile has as many custom fields as it may have")
