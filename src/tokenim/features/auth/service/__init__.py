"""How do people and programs come in, stay in, and get out? One file per part of that story.

`accounts` registers, changes passwords and deletes, `logins` asks for the right password, `sessions` opens,
refreshes and ends, `authenticator` knows who shows a token, `applications` keeps the keys of programs, `first_start`
makes the first administrator. `guard` limits guesses by a `throttle`, `passwords` are hashed in `turns`;
`state` holds what they share.
"""
