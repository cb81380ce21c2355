"""What may an application do with its key? Make users and act for them.

Operations: `server.users.*`, `server.tokens.create`, `server.conversations.create`, `server.messages.send`.
Each needs a scope of the key; changes are on record.
"""
