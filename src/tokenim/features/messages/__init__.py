"""Messages: sending, reading, changing, taking back and reacting.

A message is the `message.sent` entry of its conversation; its address is (conversation, seq). Edits and recalls change the
body of that entry in the transaction that appends theirs, so that whoever reads later sees what holds now.
Operations: `messages.*`, `reactions.*`, `entries.list`. Events: `message.*`, `reaction.*`.
"""
