"""Who is here? Profiles with custom fields, and the search for people.

Operations: `users.me`, `users.update`, `users.get`, `users.search`. Events, in the user's own stream:
`profile.changed`, `user.deleted`. A deleted user stays as a row without any personal data, so that what they
sent still has a sender.
"""
