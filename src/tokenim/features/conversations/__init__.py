"""Conversations: direct (one per pair of users) and group, who is in them, and how far each member has read.

Operations: `conversations.*`, `members.list`, `typing.*`. Events: `conversation.joined`, `conversation.left`,
`invitation.accepted`, `read.moved`, `preferences.changed`, `receipt.*`, `typing.*`. Changing a group is the feature `groups`.
"""
