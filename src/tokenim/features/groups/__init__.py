"""Groups: changing what describes them, who is in them, and who may do what.

Operations: `groups.*`, `members.add`, `members.remove`, `members.set_role`. Events: `conversation.updated`,
`conversation.dissolved`, `member.*`.
"""
