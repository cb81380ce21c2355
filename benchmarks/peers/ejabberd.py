"""ejabberd with its archive in PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers.peer import Broken, Ground, end
from benchmarks.peers.postgres import Postgres
from benchmarks.peers.waiting import until_listening
from benchmarks.peers.xmpp import Xmpp
from tokenim.proof.bench import programs

_CONFIGURATION = """loglevel: error
hosts: [localhost]
auth_method: internal
auth_password_format: plain
disable_sasl_mechanisms: [digest-md5, x-oauth2]
registration_timeout: infinity
queue_type: ram
use_cache: true
max_fsm_queue: 100000
sql_type: pgsql
sql_server: 127.0.0.1
sql_port: {database}
sql_database: ejabberd
sql_username: postgres
sql_password: none
sql_pool_size: 20
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    backlog: 2000
    max_stanza_size: 262144
    starttls: false
    shaper: none
    access: all
access_rules: {{}}
acl: {{}}
modules:
  mod_disco: {{}}
  mod_ping: {{}}
  mod_roster: {{}}
  mod_offline: {{access_max_user_messages: 10000}}
  mod_stream_mgmt: {{}}
  mod_register: {{ip_access: all, access: all}}
  mod_mam:
    db_type: sql
    default: always
    assume_mam_usage: true
    request_activates_archiving: false
  mod_muc:
    db_type: mnesia
    access: all
    access_create: all
    access_persistent: all
    max_users: 5000
    max_user_conferences: 1000
    min_message_interval: 0
    min_presence_interval: 0
    user_message_shaper: none
    user_presence_shaper: none
    room_shaper: none
    history_size: 0
    default_room_options: {{mam: true, persistent: true, max_users: 5000, anonymous: false}}
"""
_SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")


class Ejabberd(Xmpp):
    """ejabberd."""

    name, title = "ejabberd", "ejabberd"
    keeps = "archive in PostgreSQL, fsync for each row"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._database = Postgres(ground)
        self._own: subprocess.Popen[bytes]

    async def start(self) -> None:
        self._processes.append(self._database.start())
        self._database.wait()
        self._database.ask("CREATE DATABASE ejabberd")
        self._database.load(_SCHEMA, "ejabberd")
        folder = self.ground.folder / "ejabberd"
        folder.mkdir()
        settings = folder / "ejabberd.yml"
        settings.write_text(_CONFIGURATION.format(database=self._database.port, port=self.port))
        await self._run(folder)

    async def _run(self, folder: Path) -> None:
        environment = os.environ | {
            "EJABBERD_CONFIG_PATH": str(folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
            "HOME": str(folder),
        }
        self._own = self.spawn(_erlang(folder), env=environment, cwd=folder)
        await until_listening(self)

    async def idle(self, count: int) -> list[str]:
        plan = await super().idle(count)
        # Registering has filled its heap with what idle sockets would then seem not to need.
        self._processes.remove(self._own)
        end(self._own)
        await self._run(self.ground.folder / "ejabberd")
        return plan

    @property
    def sockets_pid(self) -> str:
        return str(self._own.pid)

    async def accounts(self, count: int) -> None:
        """Register in band, with the same load program."""
        folder = self.ground.folder
        program = programs.build(
            folder / "register", [*(programs.SOURCES / name for name in programs.ENGINE), self.dialect]
        )
        plan = _registrations(folder, count)
        programs.figures([str(program), str(self.port), str(plan), "idle", "-t", "0"])

    def rows(self) -> int | None:
        return int(self._database.ask("SELECT count(*) FROM archive", "ejabberd"))

    def stop(self) -> None:
        processes, self._processes = self._processes, []
        self._processes = processes[1:]
        super().stop()
        self._database.stop()


def _registrations(folder: Path, count: int) -> Path:
    plan = Path(tempfile.mkstemp(dir=folder, suffix=".plan")[1])
    plan.write_text("".join(f"u{user}\tp{user}\tregister\t-\n" for user in range(count)))
    return plan


def _erlang(folder: Path) -> list[str]:
    found = sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin"))
    if not found:
        raise Broken("ejabberd's programs are not where its package puts them")
    machine = "-noinput -noshell -start_epmd false -boot start_sasl -sasl sasl_error_logger false"
    # One scheduler for one core; schedulers that wait do not spin.
    size = "+K true +P 500000 +Q 65536 +S 1:1 +SDio 2 +A 2 +sbwt none +sbwtdcpu none +sbwtdio none"
    own = ["-pa", str(found[-1]), "-mnesia", "dir", f'"{folder}/mnesia"', "-s", "ejabberd"]
    return ["erl", *machine.split(), *size.split(), *own]
