"""How are requests about conversations and their members refused?"""

from tokenim.catalogue.refusal import code

CONVERSATION_NOT_FOUND = code("conversation.not_found", 404, "There is no such conversation for the caller")
CONVERSATION_NOT_A_MEMBER = code(
    "conversation.not_a_member", 403, "The caller is not a member of the conversation",
)
CONVERSATION_ROLE = code(
    "conversation.role_too_low", 403, "The caller's role in the conversation does not allow this",
)
CONVERSATION_WITH_SELF = code("conversation.with_self", 422, "A direct conversation needs another user")
CONVERSATION_DISSOLVED = code("conversation.dissolved", 410, "The conversation was dissolved")
CONVERSATION_NOT_A_GROUP = code("conversation.not_a_group", 409, "Only a group allows this")
CONVERSATION_FULL = code("conversation.full", 409, "The group has as many members as it may have")
CONVERSATION_NO_INVITATION = code(
    "conversation.no_invitation", 409, "The caller was not invited to the conversation, or has accepted",
)
CONVERSATION_OWNER_STAYS = code(
    "conversation.owner_stays", 409, "The owner cannot leave or be removed before the group is transferred",
)
MEMBER_NOT_FOUND = code("member.not_found", 404, "There is no such member in the conversation")
