"""Which requests are for applications with a key, and for operators?"""

from typing import Unpack

from tokenim_client.api.messages import draft
from tokenim_client.options import (
    AuditFilters,
    GroupChanges,
    GroupOptions,
    NewUserOptions,
    PutUserOptions,
    SendOptions,
    UserChanges,
    UserFilters,
)
from tokenim_client.power_shapes import Application, AuditEntry, AuditVerification, NewApplication, Opened
from tokenim_client.rest import Rest
from tokenim_client.shapes import (
    Accepted,
    Account,
    Added,
    Content,
    Conversation,
    Message,
    Page,
    Tokens,
)


class Server:
    """What an application may do with its key."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def create_user(
        self, username: str, *, password: str | None = None, **profile: Unpack[NewUserOptions]
    ) -> Account:
        """Create a user; without a password only `create_tokens` lets anybody in."""
        return await self._ask(
            "server.users.create", Account, username=username, password=password, **profile
        )

    async def get_user(self, user_id: str) -> Account:
        """Show a user."""
        return await self._ask("server.users.get", Account, user_id=user_id)

    async def update_user(self, user_id: str, **profile: Unpack[UserChanges]) -> Account:
        """Change a user's profile."""
        return await self._ask("server.users.update", Account, user_id=user_id, **profile)

    async def put_user(
        self, user_id: str, *, username: str | None = None, **profile: Unpack[PutUserOptions]
    ) -> Account:
        """Create the user with your own id, or change the one who has it."""
        return await self._ask("server.users.put", Account, user_id=user_id, username=username, **profile)

    async def find_users(
        self, *, username: str | None = None, external_id: str | None = None, cursor: str | None = None
    ) -> Page[Account]:
        """Find users by user name or by your own id, or list all."""
        return await self._ask(
            "server.users.list", Page[Account], username=username, external_id=external_id, cursor=cursor
        )

    async def suspend(self, user_id: str) -> Account:
        """Lock a user out."""
        return await self._ask("server.users.suspend", Account, user_id=user_id)

    async def restore(self, user_id: str) -> Account:
        """Let a suspended user in again."""
        return await self._ask("server.users.restore", Account, user_id=user_id)

    async def end_sessions(self, user_id: str) -> None:
        """End all sessions of a user."""
        await self._ask("server.users.end_sessions", type(None), user_id=user_id)

    async def delete_user(self, user_id: str) -> None:
        """Delete a user for good."""
        await self._ask("server.users.delete", type(None), user_id=user_id)

    async def conversations(self, act_as: str, *, cursor: str | None = None) -> Page[Conversation]:
        """List a user's conversations."""
        return await self._ask("server.conversations.list", Page[Conversation], act_as=act_as, cursor=cursor)

    async def messages(
        self,
        act_as: str,
        conversation_id: str,
        *,
        after_seq: int | None = None,
        before_seq: int | None = None,
        cursor: str | None = None,
    ) -> Page[Message]:
        """Read messages as a user."""
        named = {"conversation_id": conversation_id, "after_seq": after_seq, "before_seq": before_seq}
        return await self._ask("server.messages.list", Page[Message], act_as=act_as, cursor=cursor, **named)

    async def recall(self, act_as: str, conversation_id: str, seq: int) -> None:
        """Take a message back as a user."""
        named = {"conversation_id": conversation_id, "seq": seq}
        await self._ask("server.messages.recall", type(None), act_as=act_as, **named)

    async def update_group(
        self, act_as: str, conversation_id: str, **changes: Unpack[GroupChanges]
    ) -> Conversation:
        """Change a group as one of its admins, and return it."""
        return await self._ask(
            "server.groups.update", Conversation, act_as=act_as, conversation_id=conversation_id, **changes
        )

    async def dissolve(self, act_as: str, conversation_id: str) -> None:
        """End a group as its owner."""
        await self._ask("server.groups.dissolve", type(None), act_as=act_as, conversation_id=conversation_id)

    async def add_members(self, act_as: str, conversation_id: str, user_ids: list[str]) -> list[str]:
        """Bring users into a group as one of its admins; return the ids of those who were not in it."""
        named = {"conversation_id": conversation_id, "user_ids": user_ids}
        return (await self._ask("server.members.add", Added, act_as=act_as, **named)).added

    async def remove_member(self, act_as: str, conversation_id: str, user_id: str) -> None:
        """Take a member out of a group as one of its admins."""
        named = {"conversation_id": conversation_id, "user_id": user_id}
        await self._ask("server.members.remove", type(None), act_as=act_as, **named)

    async def create_tokens(
        self, user_id: str, *, device_name: str | None = None, permissions: list[str] | None = None
    ) -> Tokens:
        """Open a session of a user, for those who log in elsewhere; it never may more than the permissions."""
        return await self._ask(
            "server.tokens.create", Tokens, user_id=user_id, device_name=device_name, permissions=permissions
        )

    async def open_direct(self, act_as: str, user_id: str) -> str:
        """Open the one direct conversation of two users; return its id."""
        opened = await self._ask(
            "server.conversations.create", Opened, act_as=act_as, kind="direct", user_id=user_id
        )
        return opened.id

    async def create_group(
        self, act_as: str, name: str, member_ids: list[str], **more: Unpack[GroupOptions]
    ) -> str:
        """Make a group that a user owns; return its id."""
        opened = await self._ask(
            "server.conversations.create",
            Opened,
            act_as=act_as,
            kind="group",
            name=name,
            member_ids=member_ids,
            **more,
        )
        return opened.id

    async def send(
        self,
        act_as: str,
        conversation_id: str,
        text: str | None = None,
        *,
        type: str = "text",  # noqa: A002 - the name of the field
        content: Content | None = None,
        **more: Unpack[SendOptions],
    ) -> Accepted:
        """Send a message on behalf of a user."""
        body = draft(conversation_id, text, type, content, more)
        return await self._ask("server.messages.send", Accepted, act_as=act_as, **body)


class Admin:
    """What an operator may do."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def users(
        self, *, cursor: str | None = None, limit: int | None = None, **wanted: Unpack[UserFilters]
    ) -> Page[Account]:
        """List all users; `wanted` are filters: `q` (beginnings of names), `status`, `role`."""
        return await self._ask("admin.users.list", Page[Account], cursor=cursor, limit=limit, **wanted)

    async def user(self, user_id: str) -> Account:
        """Show a user."""
        return await self._ask("admin.users.get", Account, user_id=user_id)

    async def suspend(self, user_id: str) -> Account:
        """Lock a user out."""
        return await self._ask("admin.users.suspend", Account, user_id=user_id)

    async def restore(self, user_id: str) -> Account:
        """Let a suspended user in again."""
        return await self._ask("admin.users.restore", Account, user_id=user_id)

    async def delete(self, user_id: str) -> None:
        """Delete a user."""
        await self._ask("admin.users.delete", type(None), user_id=user_id)

    async def end_sessions(self, user_id: str) -> None:
        """End all sessions of a user."""
        await self._ask("admin.users.end_sessions", type(None), user_id=user_id)

    async def set_role(self, user_id: str, role: str) -> Account:
        """Make a user an `admin` or a plain `user`."""
        return await self._ask("admin.users.set_role", Account, user_id=user_id, role=role)

    async def create_application(self, name: str, scopes: list[str] | None = None) -> NewApplication:
        """Let an application in. Its key is in this answer only."""
        return await self._ask("admin.apps.create", NewApplication, name=name, scopes=scopes)

    async def applications(self, *, cursor: str | None = None) -> Page[Application]:
        """List applications."""
        return await self._ask("admin.apps.list", Page[Application], cursor=cursor)

    async def update_application(
        self, app_id: str, *, name: str | None = None, scopes: list[str] | None = None
    ) -> Application:
        """Rename an application, or change what it may do."""
        return await self._ask("admin.apps.update", Application, app_id=app_id, name=name, scopes=scopes)

    async def rotate_key(self, app_id: str, *, overlap_seconds: int | None = None) -> NewApplication:
        """Give an application another key, which is in this answer only; the former one is good for a while."""
        return await self._ask(
            "admin.apps.rotate", NewApplication, app_id=app_id, overlap_seconds=overlap_seconds
        )

    async def revoke_application(self, app_id: str) -> None:
        """Take an application's key away."""
        await self._ask("admin.apps.revoke", type(None), app_id=app_id)

    async def audit(
        self, *, cursor: str | None = None, limit: int | None = None, **wanted: Unpack[AuditFilters]
    ) -> Page[AuditEntry]:
        """List what was done with power, the newest first; `wanted` are filters such as `actor` or `granted_by`."""
        return await self._ask("admin.audit.list", Page[AuditEntry], cursor=cursor, limit=limit, **wanted)

    async def verify_audit(self) -> AuditVerification:
        """See whether the record is whole."""
        return await self._ask("admin.audit.verify", AuditVerification)
