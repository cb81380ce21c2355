"""Prosody with its archive in files."""

from __future__ import annotations

from benchmarks.peers.waiting import until_listening
from benchmarks.peers.xmpp import CONFERENCE, Xmpp

_CONFIGURATION = """run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/prosody"
network_backend = "epoll"
network_settings = {{ tcp_backlog = 2000; max_send_buffer_size = 1048576 }}
gc = {{ mode = "generational" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{}}
legacy_ssl_ports = {{}}
http_ports = {{}}
https_ports = {{}}
modules_enabled = {{ "saslauth"; "disco"; "roster"; "smacks"; "ping"; "mam"; "offline" }}
modules_disabled = {{ "s2s"; "tls"; "limits" }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
default_archive_policy = true
max_archive_query_results = 250
muc_log_by_default = true
muc_log_presences = false
log = {{ warn = "{folder}/prosody.log" }}
VirtualHost "localhost"
Component "{conference}" "muc"
  muc_room_locking = false
  muc_room_default_history_length = 0
  max_history_messages = 0
  muc_room_default_persistent = true
  modules_enabled = {{ "muc_mam" }}
"""


class Prosody(Xmpp):
    """Prosody."""

    name, title = "prosody", "Prosody"
    keeps = "archive in files, not synced"

    async def start(self) -> None:
        folder = self.ground.folder
        settings = folder / "prosody.cfg.lua"
        settings.write_text(_CONFIGURATION.format(folder=folder, port=self.port, conference=CONFERENCE))
        (folder / "prosody").mkdir()
        self.spawn(["prosody", "-F", "--config", str(settings)])
        await until_listening(self)

    async def accounts(self, count: int) -> None:
        folder = self.ground.folder / "prosody" / "localhost" / "accounts"
        folder.mkdir(parents=True, exist_ok=True)
        for user in range(count):
            (folder / f"u{user}.dat").write_text(f'return {{\n\t["password"] = "p{user}";\n}};\n')

    def rows(self) -> int | None:
        archives = (self.ground.folder / "prosody").rglob("*.list")
        return sum(path.read_bytes().count(b"item(") for path in archives if "roster" not in str(path))
