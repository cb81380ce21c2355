"""How are requests about messages refused?"""

from tokenim.catalogue.refusal import code

MESSAGE_NOT_FOUND = code("message.not_found", 404, "There is no such message for the caller")
MESSAGE_RECALLED = code("message.recalled", 410, "The message was recalled")
MESSAGE_NOT_YOURS = code("message.not_yours", 403, "Only the sender may do this with the message")
MESSAGE_TOO_OLD = code("message.too_old", 409, "The time in which this was possible is over")
CLIENT_ID_REUSED = code("message.client_id_reused", 409, "This client_id was used for another message")
REPLY_NOT_FOUND = code("message.reply_not_found", 422, "The message that is replied to does not exist")
MENTION_NOT_A_MEMBER = code(
    "message.mention_not_a_member", 422, "A mentioned user is not a member of the conversation",
)
REACTIONS_FULL = code(
    "message.reactions_full", 409, "The message has as many different reactions as it may have",
)
OWN_REACTIONS_FULL = code(
    "message.own_reactions_full", 409, "The caller has as many different reactions on the message as one user may have",
)
EDITS_FULL = code("message.edits_full", 409, "The message was edited as often as a message may be")
