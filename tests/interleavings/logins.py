"""Which races of logins and roles are the hottest?"""

from __future__ import annotations

from typing import Any

from tests.interleavings.races import Act, Room
from tests.interleavings.stage import PASSWORD, Stage
from tokenim.kernel.actor import anonymous


class RevokeAndSend(Room):
    """Bob's session is ended from his other one while it sends, and Alice writes."""

    async def prepare(self, stage: Stage) -> None:
        self.stage = stage
        (self.alice,) = await stage.people("alice")
        self.bob = await stage.account("bob")
        login = {"username": "bob", "password": PASSWORD}
        stage.tokens["laptop"] = await stage.town.ask(self.bob, "auth.login", **login)
        self.laptop = await stage.enter("laptop")
        stage.devices["bob"] = await stage.town.device(self.bob)
        stage.devices["bob"].session_id = self.bob.session_id
        self.room = await stage.town.group(self.alice, self.bob)
        stage.names[self.room] = "room"
        await stage.say(self.alice, self.room, "hello")

    def acts(self) -> list[Act]:
        return [
            lambda: self.stage.say("bob", self.room, "one"),
            lambda: self.stage.ask(self.laptop, "auth.end_session", session_id=self.bob.session_id),
            lambda: self.say(self.alice, "two"),
        ]

    async def look(self) -> Any:
        seen = await super().look()
        ended = self.stage.devices["bob"].ended
        # What came to a device before the cut was on its way: the log says what was stored, and for whom.
        del seen["bob"]
        return seen | {
            "cut": ended and ended.code,
            "token": await self.stage.ask("bob", "users.me"),
            "sessions": len((await self.stage.ask(self.laptop, "auth.sessions"))["items"]),
        }


class RefreshTwice:
    """Three callers show one refresh token."""

    async def prepare(self, stage: Stage) -> None:
        self.stage = stage
        await stage.account("bob")
        self.answers: list[Any] = []

    def acts(self) -> list[Act]:
        return [self._refresh] * 3

    async def _refresh(self) -> Any:
        token = self.stage.tokens["bob"]["refresh_token"]
        answer = await self.stage.ask(anonymous("127.0.0.1"), "auth.refresh", refresh_token=token)
        if isinstance(answer, str):
            return answer
        self.answers.append(answer)
        return "new tokens"

    async def look(self) -> Any:
        self.stage.tokens["new"] = self.answers[-1]
        return {
            "answers": len(self.answers),
            "new": await self.stage.ask("new", "users.me"),
            "old": await self.stage.ask("bob", "users.me"),
            "sessions": len((await self.stage.ask("new", "auth.sessions"))["items"]),
        }


class SuspendAndLogIn:
    """Bob logs in and refreshes while an administrator locks him out."""

    async def prepare(self, stage: Stage) -> None:
        self.stage = stage
        await stage.account("bob")
        await stage.account("boss", "admin")
        self.tokens: list[Any] = []

    def acts(self) -> list[Act]:
        return [self._log_in, self._suspend, self._refresh]

    async def _suspend(self) -> Any:
        user_id = self.stage.tokens["bob"]["user"]["id"]
        return await self.stage.ask("boss", "admin.users.suspend", user_id=user_id)

    async def _log_in(self) -> Any:
        return await self._tokens("auth.login", username="bob", password=PASSWORD)

    async def _refresh(self) -> Any:
        return await self._tokens("auth.refresh", refresh_token=self.stage.tokens["bob"]["refresh_token"])

    async def _tokens(self, name: str, **body: Any) -> Any:
        answer = await self.stage.ask(anonymous("127.0.0.1"), name, **body)
        if isinstance(answer, str):
            return answer
        self.tokens.append(answer)
        return "tokens"

    async def look(self) -> Any:
        stage = self.stage
        for number, tokens in enumerate([stage.tokens["bob"], *self.tokens]):
            stage.tokens[f"bob {number}"] = tokens
        known = await self._known()
        again = await self._log_in()
        # What slipped in while he was locked out must not wait for the day when he is let in again.
        await stage.ask("boss", "admin.users.restore", user_id=stage.tokens["bob"]["user"]["id"])
        return {"tokens": known, "again": again, "restored": await self._known()}

    async def _known(self) -> list[Any]:
        return [await self.stage.ask(f"bob {number}", "users.me") for number in range(len(self.tokens) + 1)]


class DropAndAdministrate:
    """An administrator locks Carol out while another one takes that role away."""

    async def prepare(self, stage: Stage) -> None:
        self.stage = stage
        for name, role in (("boss", "admin"), ("deputy", "admin"), ("carol", "user")):
            await stage.account(name, role)

    def acts(self) -> list[Act]:
        return [
            lambda: self._about("boss", "admin.users.set_role", "deputy", role="user"),
            lambda: self._about("deputy", "admin.users.suspend", "carol"),
            lambda: self._about("deputy", "admin.users.set_role", "boss", role="user"),
        ]

    async def _about(self, who: str, name: str, whom: str, **body: Any) -> Any:
        return await self.stage.ask(who, name, user_id=self.stage.tokens[whom]["user"]["id"], **body)

    async def look(self) -> Any:
        return {name: await self.stage.ask(name, "users.me") for name in ("boss", "deputy", "carol")}
