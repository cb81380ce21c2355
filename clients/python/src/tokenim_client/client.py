"""Where does an application begin? With a `Client`: by a token, or by logging in."""

from types import TracebackType
from typing import Self

from tokenim_client.api.accounts import Sessions, Users
from tokenim_client.api.catching_up import CatchingUp, Presences
from tokenim_client.api.conversations import Conversations, Groups, Members
from tokenim_client.api.messages import Messages
from tokenim_client.api.power import Admin, Server
from tokenim_client.live import Live
from tokenim_client.positions import MemoryPositions, Positions
from tokenim_client.rest import OnTokens, Rest
from tokenim_client.shapes import Account, Credentials, Tokens


class Client:
    """A user, an application or an operator of a TokenIM server.

    >>> client = await Client.register(url, "alice", "correct horse battery")
    >>> (await client.users.me()).username
    'alice'
    >>> await client.close()

    `token` is an access token, or an application's key. With `refresh_token` the access token is renewed by
    itself; `on_tokens` is awaited with each new pair, so that the application can keep it.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        refresh_token: str = "",
        on_tokens: OnTokens | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        tokens = Credentials(access_token=token, refresh_token=refresh_token)
        self._rest = rest = Rest(url, tokens, on_tokens, headers or {})
        self.users = Users(rest)
        self.sessions = Sessions(rest)
        self.conversations = Conversations(rest)
        self.groups = Groups(rest)
        self.members = Members(rest)
        self.messages = Messages(rest)
        self.presence = Presences(rest)
        self.log = CatchingUp(rest)
        self.server = Server(rest)
        self.admin = Admin(rest)

    @classmethod
    async def register(
        cls, url: str, username: str, password: str, *, display_name: str | None = None, device_name: str = ""
    ) -> Self:
        """Make an account and log in with it."""
        client = cls(url)
        body = {"username": username, "password": password, "display_name": display_name}
        return await client._enter("auth.register", body, device_name)

    @classmethod
    async def login(cls, url: str, username: str, password: str, *, device_name: str = "") -> Self:
        """Log in.

        >>> alice = await Client.login(url, "alice", "correct horse battery")
        >>> alice.user.display_name
        'alice'
        >>> await alice.close()
        """
        return await cls(url)._enter("auth.login", {"username": username, "password": password}, device_name)

    async def _enter(self, name: str, body: dict[str, str | None], device_name: str) -> Self:
        try:
            await self._rest.use(await self._rest.ask(name, Tokens, **body, device_name=device_name or None))
        except BaseException:
            await self.close()
            raise
        return self

    @property
    def tokens(self) -> Credentials:
        """The tokens as they are now."""
        return self._rest.tokens

    @property
    def user(self) -> Account:
        """Who logged in, or registered, with this client; use `users.me` with a token from elsewhere."""
        if self._rest.user is None:
            raise LookupError("This client was made with a token: ask users.me()")
        return self._rest.user

    def connect(self, positions: Positions | None = None) -> Live:
        """Connect in real time, for as long as the `async with` lasts.

        >>> bob = await Client.register(url, "bob", "correct horse battery")
        >>> alice = await Client.login(url, "alice", "correct horse battery")
        >>> talk = await alice.conversations.direct(bob.user.id)
        >>> async with bob.connect() as live:
        ...     await live.connected()
        ...     _ = await alice.messages.send(talk.id, "Hello Bob")
        ...     async for event in live.events():
        ...         if event.kind == "message.sent":
        ...             print(event.message.text)
        ...             break
        Hello Bob
        >>> await alice.close(); await bob.close()

        `positions` say where this device stopped, so that nothing is missed between two runs; without them it
        begins with the state as it is now.
        """
        return Live(self._rest, positions or MemoryPositions())

    async def close(self) -> None:
        """Close the connections for requests."""
        await self._rest.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
