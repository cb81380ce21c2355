"""Which errors can a client see? One line each; names are never changed or reused, texts may change.

`status` is the HTTP status, `retryable` says whether the same request may succeed later, `en` and `zh` are what an
application may show to its user.
"""

from tokenim.catalogue.refusal import Code, Limited, TokenIMError, problem

__all__ = ["CODES", "Code", "Limited", "TokenIMError", "invalid", "problem"]


CODES: dict[str, Code] = {}


def _code(name: str, status: int, title: str, en: str, zh: str, *, retryable: bool = False) -> Code:
    code = CODES[name] = Code(name, status, title, en, zh, retryable)
    return code


# --- any request ---------------------------------------------------------------------------------
REQUEST_INVALID = _code(
    "request.invalid", 422, "The request has fields that are missing, unknown or wrong",
    "Something in this request is not right. Please check your input.", "请求内容有误，请检查后重试。",
)
REQUEST_MALFORMED = _code(
    "request.malformed", 400, "The request is not well-formed",
    "The request could not be read.", "请求格式错误，无法解析。",
)
REQUEST_TOO_LARGE = _code(
    "request.too_large", 413, "The request is larger than allowed",
    "This is too large to send.", "内容过大，无法发送。",
)
REQUEST_TOO_DEEP = _code(
    "request.too_deep", 400, "The request is nested too deeply",
    "The request could not be read.", "请求格式错误，无法解析。",
)
REQUEST_HEADER_TOO_LARGE = _code(
    "request.header_too_large", 431, "The head of the request is larger than allowed",
    "The request could not be read.", "请求格式错误，无法解析。",
)
REQUEST_TIMEOUT = _code(
    "request.timeout", 408, "The request did not arrive in time",
    "The connection is too slow. Please try again.", "网络连接过慢，请重试。", retryable=True,
)
SOCKET_UPGRADE_REQUIRED = _code(
    "socket.upgrade_required", 426, "Only a WebSocket can be opened here",
    "This is not available.", "该功能不存在。",
)
REQUEST_UNSUPPORTED_TYPE = _code(
    "request.unsupported_type", 415, "The content type is not supported",
    "The request could not be read.", "不支持的内容类型。",
)
OPERATION_UNKNOWN = _code(
    "operation.unknown", 404, "There is no such operation",
    "This is not available.", "该功能不存在。",
)
OPERATION_METHOD = _code(
    "operation.method_not_allowed", 405, "The method is not allowed here",
    "This is not available.", "不支持该请求方法。",
)
VERSION_UNKNOWN = _code(
    "version.unknown", 404, "This API version is not served",
    "Please update your app.", "请更新您的应用。",
)
RATE_LIMITED = _code(
    "rate.limited", 429, "Too many requests",
    "You are doing that too often. Please wait a moment.", "操作过于频繁，请稍后再试。", retryable=True,
)
QUOTA_EXCEEDED = _code(
    "quota.exceeded", 429, "The caller has made as many of these as the time allows; `limit` names the quota",
    "You have done that very often today. Please go on later.", "操作次数已达上限，请稍后再继续。", retryable=True,
)
PERMISSION_MISSING = _code(
    "permission.missing", 403, "The caller lacks the permission for this operation",
    "You are not allowed to do this.", "您没有权限执行此操作。",
)
IDEMPOTENCY_REUSED = _code(
    "idempotency.key_reused", 409, "This idempotency key was used with another request",
    "This was already done differently.", "该请求已以不同内容提交过。",
)
CURSOR_INVALID = _code(
    "cursor.invalid", 400, "The cursor is not one that this list gave",
    "Please reload the list.", "请重新加载列表。",
)
PRECONDITION_FAILED = _code(
    "precondition.failed", 412, "What was to be changed is no longer at the version that the caller named",
    "Somebody else changed this meanwhile. Please look at it again.", "内容已被他人修改，请刷新后重试。",
)
SERVER_INTERNAL = _code(
    "server.internal", 500, "The server made a mistake",
    "Something went wrong on our side. Please try again.", "服务器出错了，请稍后重试。", retryable=True,
)
SERVER_BUSY = _code(
    "server.busy", 503, "The server is too busy or stopping",
    "The service is busy. Please try again in a moment.", "服务繁忙，请稍后再试。", retryable=True,
)
STORAGE_FULL = _code(
    "server.storage_full", 507, "The server cannot store more at the moment",
    "The service cannot save this right now. Please try again later.", "服务器存储空间不足，请稍后再试。",
    retryable=True,
)

# --- auth ----------------------------------------------------------------------------------------
AUTH_REQUIRED = _code(
    "auth.required", 401, "Credentials are required",
    "Please log in.", "请先登录。",
)
AUTH_TOKEN_INVALID = _code(
    "auth.token_invalid", 401, "The token is unknown, expired or revoked",
    "Your session has ended. Please log in again.", "登录已失效，请重新登录。",
)
AUTH_WRONG_CREDENTIALS = _code(
    "auth.wrong_credentials", 401, "The user name or the password is wrong",
    "The user name or password is wrong.", "用户名或密码错误。",
)
AUTH_WRONG_PASSWORD = _code(
    "auth.wrong_password", 403, "The current password is wrong",
    "The password is wrong.", "密码错误。",
)
AUTH_SUSPENDED = _code(
    "auth.suspended", 403, "The user was suspended by an administrator",
    "This account is suspended.", "该账号已被停用。",
)
AUTH_REGISTRATION_CLOSED = _code(
    "auth.registration_closed", 403, "Registration is not open on this server",
    "Registration is closed. Please ask your administrator.", "注册已关闭，请联系管理员。",
)
AUTH_PASSWORD_WEAK = _code(
    "auth.password_weak", 422, "The password is too short, too long or among the most common ones",
    "Please choose a longer password that is harder to guess.", "密码过于简单，请换一个更长的密码。",
)
AUTH_REFRESH_IN_USE = _code(
    "auth.refresh_in_use", 409, "The refresh token was used a moment ago by another request",
    "Please try again in a moment.", "请稍后再试。", retryable=True,
)
SESSION_NOT_FOUND = _code(
    "session.not_found", 404, "The caller has no such session",
    "This session has already ended.", "该会话已结束。",
)

# --- users ---------------------------------------------------------------------------------------
USER_NOT_FOUND = _code(
    "user.not_found", 404, "There is no such user",
    "This person could not be found.", "找不到该用户。",
)
USER_NOT_ADDABLE = _code(
    "user.not_addable", 403, "The user does not want to be added to conversations, by the caller or at all",
    "This person takes no new conversations from you.", "对方不接受您发起的新会话。",
)
USERNAME_TAKEN = _code(
    "user.username_taken", 409, "The user name is taken",
    "This user name is taken. Please choose another one.", "该用户名已被使用，请换一个。",
)
USERNAME_RESERVED = _code(
    "user.name_reserved", 409, "The user name is reserved, or looks like one that is",
    "This user name is reserved. Please choose another one.", "该用户名为保留名称，请换一个。",
)
USER_DELETED = _code(
    "user.deleted", 410, "The user was deleted",
    "This account no longer exists.", "该账号已注销。",
)
USER_PROTECTED = _code(
    "user.protected", 403, "An application cannot act for an administrator, or change one",
    "This cannot be done for an administrator.", "不能对管理员执行此操作。",
)
USER_LAST_ADMIN = _code(
    "user.last_admin", 409, "The server needs at least one active administrator",
    "Appoint another administrator first.", "请先指定另一位管理员。",
)
FIELDS_FULL = _code(
    "user.fields_full", 409, "The profile has as many custom fields as it may have",
    "This profile has too many fields.", "自定义字段已达上限。",
)

# --- applications --------------------------------------------------------------------------------
APPLICATION_NOT_FOUND = _code(
    "application.not_found", 404, "There is no such application",
    "This application could not be found.", "找不到该应用。",
)

# --- conversations -------------------------------------------------------------------------------
CONVERSATION_NOT_FOUND = _code(
    "conversation.not_found", 404, "There is no such conversation for the caller",
    "This conversation could not be found.", "找不到该会话。",
)
CONVERSATION_NOT_A_MEMBER = _code(
    "conversation.not_a_member", 403, "The caller is not a member of the conversation",
    "You are not in this conversation.", "您不在此会话中。",
)
CONVERSATION_ROLE = _code(
    "conversation.role_too_low", 403, "The caller's role in the conversation does not allow this",
    "Only an owner or administrator of the group can do this.", "只有群主或管理员可以执行此操作。",
)
CONVERSATION_WITH_SELF = _code(
    "conversation.with_self", 422, "A direct conversation needs another user",
    "You cannot start a conversation with yourself.", "不能与自己建立会话。",
)
CONVERSATION_DISSOLVED = _code(
    "conversation.dissolved", 410, "The conversation was dissolved",
    "This group no longer exists.", "该群已解散。",
)
CONVERSATION_NOT_A_GROUP = _code(
    "conversation.not_a_group", 409, "Only a group allows this",
    "This works in groups only.", "该操作仅适用于群聊。",
)
CONVERSATION_FULL = _code(
    "conversation.full", 409, "The group has as many members as it may have",
    "This group is full.", "群成员已满。",
)
CONVERSATION_NO_INVITATION = _code(
    "conversation.no_invitation", 409, "The caller was not invited to the conversation, or has accepted",
    "There is no invitation to decline. You can leave the group.", "没有可拒绝的邀请，您可以退出该群。",
)
CONVERSATION_OWNER_STAYS = _code(
    "conversation.owner_stays", 409, "The owner cannot leave or be removed before the group is transferred",
    "Pass the group on to somebody else first.", "请先转让群主身份。",
)
MEMBER_NOT_FOUND = _code(
    "member.not_found", 404, "There is no such member in the conversation",
    "This person is not in the group.", "该用户不在此群中。",
)

# --- messages ------------------------------------------------------------------------------------
MESSAGE_NOT_FOUND = _code(
    "message.not_found", 404, "There is no such message for the caller",
    "This message could not be found.", "找不到该消息。",
)
MESSAGE_RECALLED = _code(
    "message.recalled", 410, "The message was recalled",
    "This message was recalled.", "该消息已被撤回。",
)
MESSAGE_NOT_YOURS = _code(
    "message.not_yours", 403, "Only the sender may do this with the message",
    "You can only change your own messages.", "只能修改自己发送的消息。",
)
MESSAGE_TOO_OLD = _code(
    "message.too_old", 409, "The time in which this was possible is over",
    "It is too late to change this message.", "已超过可修改的时间。",
)
CLIENT_ID_REUSED = _code(
    "message.client_id_reused", 409, "This client_id was used for another message",
    "This message was already sent with other content.", "该消息已以不同内容发送。",
)
REPLY_NOT_FOUND = _code(
    "message.reply_not_found", 422, "The message that is replied to does not exist",
    "The message you reply to no longer exists.", "您回复的消息不存在。",
)
MENTION_NOT_A_MEMBER = _code(
    "message.mention_not_a_member", 422, "A mentioned user is not a member of the conversation",
    "You mentioned somebody who is not in this conversation.", "您提到的用户不在此会话中。",
)
REACTIONS_FULL = _code(
    "message.reactions_full", 409, "The message has as many different reactions as it may have",
    "This message has too many reactions.", "该消息的表情回应已达上限。",
)
OWN_REACTIONS_FULL = _code(
    "message.own_reactions_full", 409, "The caller has as many different reactions on the message as one user may have",
    "You have too many reactions on this message.", "您对该消息的表情回应已达上限。",
)
EDITS_FULL = _code(
    "message.edits_full", 409, "The message was edited as often as a message may be",
    "This message cannot be edited any more.", "该消息的编辑次数已达上限。",
)

# --- presence ------------------------------------------------------------------------------------
PRESENCE_FULL = _code(
    "presence.watching_full", 409, "The user watches as many others as a user may",
    "You are following too many people at once.", "同时关注的在线状态过多。",
)

# --- socket --------------------------------------------------------------------------------------
SOCKET_HELLO_REQUIRED = _code(
    "socket.hello_required", 401, "The first frame must be hello with a ticket",
    "Please log in.", "请先登录。",
)
TICKET_INVALID = _code(
    "socket.ticket_invalid", 401, "The ticket is unknown, used or expired",
    "Your session has ended. Please log in again.", "登录已失效，请重新登录。",
)
ORIGIN_REFUSED = _code(
    "socket.origin_refused", 403, "Pages of this origin may not connect",
    "This page may not connect here.", "该网页不允许连接。",
)
SUBPROTOCOL_UNKNOWN = _code(
    "socket.subprotocol_unknown", 400, "None of the offered subprotocols is spoken here",
    "Please update your app.", "请更新您的应用。",
)
SYNC_TOKEN_INVALID = _code(
    "sync.token_invalid", 410, "The sync token is from before a restore, or was never given; sync without one",
    "Please reload.", "请重新加载。",
)


def invalid(field: str, message: str, zh: str = "") -> TokenIMError:
    """Return the refusal of one field; with `zh`, the message in Chinese, it is one for people."""
    said = {"field": field, "message": message} | ({"zh": zh} if zh else {})
    detail = f"{field}: {message}" if field else message
    return TokenIMError(REQUEST_INVALID, detail, errors=(said,))
