"""Synapse with SQLite. Its clients poll over HTTP, so that it has a way of being asked that is its own (`matrix.py`)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.peers.peer import Broken, Peer
from benchmarks.peers.waiting import until_listening

_NO_LIMIT = "{per_second: 1000000, burst_count: 1000000}"
_CONFIGURATION = """server_name: localhost
pid_file: {folder}/synapse.pid
listeners:
  - port: {port}
    tls: false
    type: http
    x_forwarded: false
    bind_addresses: ['127.0.0.1']
    resources: [{{names: [client], compress: false}}]
database: {{name: sqlite3, args: {{database: {folder}/synapse.db}}}}
log_config: {folder}/synapse-log.yaml
media_store_path: {folder}/synapse-media
signing_key_path: {folder}/synapse.key
macaroon_secret_key: measured-and-thrown-away
form_secret: measured-and-thrown-away
report_stats: false
suppress_key_server_warning: true
trusted_key_servers: []
federation_domain_whitelist: []
enable_registration: true
enable_registration_without_verification: true
bcrypt_rounds: 4
presence: {{enabled: false}}
url_preview_enabled: false
caches: {{global_factor: 4.0}}
event_cache_size: 50K
rc_message: {limit}
rc_registration: {limit}
rc_login: {{address: {limit}, account: {limit}, failed_attempts: {limit}}}
rc_joins: {{local: {limit}, remote: {limit}}}
rc_joins_per_room: {limit}
rc_invites: {{per_room: {limit}, per_user: {limit}, per_issuer: {limit}}}
rc_room_creation: {limit}
user_directory: {{enabled: false}}
push: {{enabled: false}}
"""
_LOG = """version: 1
handlers: {{file: {{class: logging.FileHandler, filename: {folder}/synapse.log}}}}
root: {{level: WARNING, handlers: [file]}}
"""
_STORED = "SELECT count(*) FROM events WHERE type = 'm.room.message'"


class Synapse(Peer):
    """Synapse."""

    name, title = "synapse", "Synapse"
    keeps = "SQLite"
    dialect = Path("matrix.py")

    async def start(self) -> None:
        folder = self.ground.folder
        settings = folder / "synapse.yaml"
        settings.write_text(_CONFIGURATION.format(folder=folder, port=self.port, limit=_NO_LIMIT))
        (folder / "synapse-log.yaml").write_text(_LOG.format(folder=folder))
        program = [
            str(self.ground.home / "synapse/bin/python"),
            "-m",
            "synapse.app.homeserver",
            "-c",
            str(settings),
        ]
        keys = self.spawn([*program, "--generate-keys"], cwd=folder)
        if keys.wait(60):
            raise Broken(f"Synapse did not take its settings: {self.said()}")
        self._processes.clear()
        self.spawn(program, cwd=folder)
        await until_listening(self)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def rows(self) -> int | None:
        with closing(sqlite3.connect(self.ground.folder / "synapse.db")) as db:
            return int(db.execute(_STORED).fetchone()[0])
