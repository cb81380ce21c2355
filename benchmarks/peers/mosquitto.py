"""Mosquitto with QoS 0: a broker that stores nothing, for the speed of passing on alone."""

from __future__ import annotations

from benchmarks.peers.peer import ROOM, SAID, Peer, dialect
from benchmarks.peers.waiting import until_listening

_CONFIGURATION = """listener {port} 127.0.0.1
allow_anonymous true
persistence false
max_queued_messages 0
max_inflight_messages 0
set_tcp_nodelay true
log_type error
user root
"""


class Mosquitto(Peer):
    """Mosquitto."""

    name, title = "mosquitto", "Mosquitto, QoS 0"
    keeps = "nothing"
    dialect = dialect("mqtt")

    async def start(self) -> None:
        settings = self.ground.folder / "mosquitto.conf"
        settings.write_text(_CONFIGURATION.format(port=self.port))
        self.spawn(["mosquitto", "-c", str(settings)])
        await until_listening(self)

    def line(self, user: int, message: str = "-", join: str = "") -> str:
        return f"u{user}\tp{user}\t{join or f'u/{user}'}\t{message}"

    def message(self, to: int) -> str:
        return f"u/{to}|{SAID}"

    def room_message(self) -> str:
        return f"{ROOM}|{SAID}"

    def enter(self, user: int) -> str:
        return ROOM
