"""What can an operator turn? Every setting with its default and meaning; read from a TOML file and the environment.

The environment wins: setting `port` is `TOKENIM_PORT`. The file is `tokenim.toml` in the data directory, or the one that
`TOKENIM_CONFIG` names.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, get_type_hints

import msgspec
from msgspec import Meta

PREFIX = "TOKENIM_"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of one node."""

    host: Annotated[str, Meta(description="Address to listen on")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="Port to listen on; 0 takes a free one")] = 8000
    data: Annotated[str, Meta(description="Directory for the database and secrets")] = "./data"
    database: Annotated[str, Meta(description="Database; empty means SQLite in the data directory")] = ""
    bus: Annotated[str, Meta(description="Bus between nodes; empty means one node")] = ""
    features: Annotated[
        str, Meta(description="Features from outside that are on, comma separated; installed ones that are not named are off")
    ] = ""
    synchronous: Annotated[
        str,
        Meta(pattern="^(FULL|NORMAL)$", description="SQLite durability; NORMAL may lose acknowledged messages at power loss"),
    ] = "FULL"
    log_format: Annotated[
        str, Meta(pattern="^(auto|text|json)$", description="auto: text on a terminal, JSON otherwise")
    ] = "auto"
    log_level: Annotated[str, Meta(pattern="^(debug|info|warning|error)$", description="What to log")] = "info"
    registration: Annotated[bool, Meta(description="May anybody register")] = True
    directory: Annotated[
        str,
        Meta(
            pattern="^(everybody|exact|nobody)$",
            description="Whom users find by name: everybody, exact (who has just this user name) or nobody",
        ),
    ] = "everybody"
    allowed_origins: Annotated[
        str, Meta(description="Origins, comma separated, whose pages may connect; the own origin always may, * means any")
    ] = ""
    trusted_proxies: Annotated[
        str,
        Meta(description="Addresses and networks (CIDR), comma separated, of proxies whose `X-Forwarded-For` is believed"),
    ] = ""
    admin_password: Annotated[
        str | None,
        Meta(description="Password of `admin` at the first start; without it a random one is printed once"),
    ] = None
    access_token_seconds: Annotated[int, Meta(ge=60, description="Life of an access token")] = 3600
    refresh_token_seconds: Annotated[int, Meta(ge=3600, description="Life of a refresh token")] = 60 * 60 * 24 * 60
    session_seconds: Annotated[
        int, Meta(ge=3600, description="Life of a session, however often its tokens are refreshed")
    ] = 60 * 60 * 24 * 365
    password_chars: Annotated[int, Meta(ge=8, description="Least length of a password")] = 8
    login_attempts_per_minute: Annotated[
        int,
        Meta(ge=1, description="Wrong passwords for one user name from one address; ten times as many from one address"),
    ] = 10
    registrations_burst: Annotated[int, Meta(ge=1, description="Accounts registered from one address, at once")] = 60
    registrations_per_minute: Annotated[
        int, Meta(ge=1, description="Accounts registered from one address, sustained")
    ] = 30
    username_quarantine_days: Annotated[
        int, Meta(ge=0, le=36_500, description="How long nobody may register the name of a deleted user")
    ] = 90
    metrics_token: Annotated[
        str, Meta(description="Bearer token that `/metrics` asks for; while it is empty, `/metrics` is not served")
    ] = ""
    audit_days: Annotated[
        int, Meta(ge=0, le=36_500, description="How long entries of the audit log are kept; 0 means for ever")
    ] = 365
    limits: Annotated[
        bool, Meta(description="Whether the rates and quotas below hold; false is for benchmarks and tests")
    ] = True
    calls_per_second: Annotated[int, Meta(ge=1, description="Calls of one user, sustained")] = 20
    calls_burst: Annotated[int, Meta(ge=1, description="Calls of one user, at once")] = 300
    application_calls_per_second: Annotated[
        int, Meta(ge=1, description="Calls of one application, sustained")
    ] = 200
    application_calls_burst: Annotated[int, Meta(ge=1, description="Calls of one application, at once")] = 1_000
    anonymous_calls_per_second: Annotated[
        int,
        Meta(ge=1, description="Requests without a token from one address (of IPv6: one /64), sustained"),
    ] = 100
    anonymous_calls_burst: Annotated[
        int, Meta(ge=1, description="Requests without a token from one address, at once")
    ] = 1_000
    connections_per_second: Annotated[
        int, Meta(ge=1, description="New connections from one address (of IPv6: one /64), sustained")
    ] = 100
    connections_burst: Annotated[int, Meta(ge=1, description="New connections from one address, at once")] = 2_000
    http_connections_per_address: Annotated[
        int, Meta(ge=1, description="Open HTTP connections from one address; sockets are counted by themselves")
    ] = 5_000
    conversations_per_hour: Annotated[int, Meta(ge=1, description="Conversations that one user makes")] = 200
    members_per_hour: Annotated[int, Meta(ge=1, description="Members that one user adds, to groups old and new")] = 2_000
    stored_bytes_per_day: Annotated[
        int,
        Meta(ge=1, description="Bytes that one user stores: what messages and changes hold, and 100 for each row"),
    ] = 100_000_000
    idempotency_keys_per_day: Annotated[int, Meta(ge=1, description="Changes that one user makes with a key")] = 10_000
    edits_per_minute: Annotated[int, Meta(ge=1, description="Edits of messages by one user")] = 300
    application_quota_factor: Annotated[
        int, Meta(ge=1, description="An application may make and store so many times what a user may")
    ] = 100
    edit_seconds: Annotated[int, Meta(ge=0, description="How long a message may be edited; 0 means always")] = 0
    recall_seconds: Annotated[int, Meta(ge=0, description="How long a sender may recall; 0 means always")] = 0
    ws_heartbeat_seconds: Annotated[int, Meta(ge=5, description="A silent socket is pinged after this time")] = 20
    ws_hello_seconds: Annotated[int, Meta(ge=1, description="Time to authenticate after connecting")] = 5
    ws_buffer_bytes: Annotated[
        int, Meta(ge=65_536, description="Unsent bytes after which a socket is paused and told to catch up")
    ] = 1_048_576
    ws_sockets_per_user: Annotated[int, Meta(ge=1, description="Sockets of one user or application")] = 50
    ws_sockets_per_address: Annotated[int, Meta(ge=1, description="Sockets from one address (a /64 of IPv6)")] = 20_000
    stop_seconds: Annotated[int, Meta(ge=1, le=20, description="Time for a graceful stop")] = 10
    linger_ms: Annotated[
        float, Meta(ge=0, le=10, description="How long a tiny batch may wait for company while the disk is idle")
    ] = 0.0


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise `ValueError` with a sentence for the operator where one is wrong."""
    environment = os.environ if environment is None else environment
    named = environment.get(PREFIX + "CONFIG")
    path = Path(named) if named else Path(environment.get(PREFIX + "DATA", "./data")) / "tokenim.toml"
    values = _from_file(path, required=bool(named))
    names = {PREFIX + field.upper(): field for field in Settings.__struct_fields__}
    values |= {names[name]: value for name, value in environment.items() if name in names}
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"A setting is wrong: {error}") from error


def _from_file(path: Path, *, required: bool) -> dict[str, object]:
    if not path.exists():
        if required:
            raise ValueError(f"The settings file {path} does not exist")
        return {}
    try:
        read: dict[str, object] = msgspec.toml.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise ValueError(f"The settings file {path} is not valid TOML: {error}") from error
    return read


def described() -> list[tuple[str, object, str]]:
    """Return (name, default, meaning) of every setting, for the reference and `doctor`."""
    hints = get_type_hints(Settings, include_extras=True)
    defaults = Settings()
    return [
        (name, getattr(defaults, name), hints[name].__metadata__[0].description or "")
        for name in Settings.__struct_fields__
    ]
