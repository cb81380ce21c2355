"""Which requests concern the own account, other users, and logins?"""

from tokenim_client.rest import Rest
from tokenim_client.shapes import Account, Page, Session, Ticket, User

IDS_AT_ONCE = 100
Fields = dict[str, str | int | bool | None]


class Users:
    """Profiles."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def me(self) -> Account:
        """Show the own account."""
        return await self._ask("users.me", Account)

    async def get(self, user_id: str) -> User:
        """Show a user."""
        return await self._ask("users.get", User, user_id=user_id)

    async def many(self, *user_ids: str) -> list[User]:
        """Show users, up to 100 in each request; ids of nobody are left out."""
        found: list[User] = []
        for start in range(0, len(user_ids), IDS_AT_ONCE):
            cursor: str | None = ""
            ids = user_ids[start : start + IDS_AT_ONCE]
            while cursor is not None:
                page = await self._ask("users.search", Page[User], ids=ids, cursor=cursor or None)
                found += page.items
                cursor = page.next_cursor
        return found

    async def search(self, q: str, *, cursor: str | None = None, limit: int | None = None) -> Page[User]:
        """Find users whose user name or display name begins with `q`."""
        return await self._ask("users.search", Page[User], q=q, cursor=cursor, limit=limit)

    async def update(
        self,
        *,
        display_name: str | None = None,
        avatar_url: str | None = None,
        bio: str | None = None,
        language: str | None = None,
        fields: Fields | None = None,
    ) -> Account:
        """Change the own profile; what is left out stays. In `fields`, None removes a custom field."""
        return await self._ask(
            "users.update",
            Account,
            display_name=display_name,
            avatar_url=avatar_url,
            bio=bio,
            language=language,
            fields=fields,
        )

    async def delete_me(self, password: str) -> None:
        """Delete the own account for good."""
        await self._ask("users.delete", type(None), password=password)


class Sessions:
    """Logins of the own account."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def list(self) -> list[Session]:
        """List the own sessions."""
        return (await self._ask("auth.sessions", Page[Session])).items

    async def end(self, session_id: str) -> None:
        """End one session and its sockets."""
        await self._ask("auth.end_session", type(None), session_id=session_id)

    async def end_others(self) -> None:
        """End all sessions but this one."""
        await self._ask("auth.end_others", type(None))

    async def log_out(self) -> None:
        """End this session."""
        await self._ask("auth.logout", type(None))

    async def change_password(self, current_password: str, new_password: str) -> None:
        """Change the password; all other sessions end."""
        await self._ask(
            "auth.change_password",
            type(None),
            current_password=current_password,
            new_password=new_password,
        )

    async def ticket(self) -> Ticket:
        """Get a ticket for one socket; `Client.connect` does this by itself."""
        return await self._ask("tickets.create", Ticket)
