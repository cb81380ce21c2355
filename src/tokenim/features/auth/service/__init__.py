"""How do people and programs come in, stay in, and get out? One file per part of that story.

`accounts` registers and logs in, `sessions` opens, refreshes and ends, `gate` knows who shows a token,
`applications` keeps the keys of programs, `first_start` makes the first administrator; `parts` holds what
they share.
"""
