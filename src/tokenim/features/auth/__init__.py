"""Who may come in? Passwords, sessions and their tokens, one-time tickets, keys of applications.

Operations: `auth.*`, `users.delete`, `tickets.create`. A session has an access token (short), and a refresh
token that is good once. Tokens are random and opaque; the database holds SHA-256 of them only. Memory holds
those in use, so that a request costs no read; whatever ends a session takes it out of memory before the
answer is given, and cuts its sockets.
"""
