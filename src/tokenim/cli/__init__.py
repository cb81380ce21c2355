"""What can be typed after `tokenim`? The names and their summaries; each command is imported when it is called."""

import sys

import cyclopts

import tokenim

SETTINGS = """\
Settings are read from `tokenim.toml` in the data directory and from the environment (`TOKENIM_PORT`, `TOKENIM_DATA`,
...), which wins. `tokenim doctor --settings` lists them."""


def main() -> None:
    """Carry out what stands on the command line; the exit code says whether it worked."""
    sys.exit(commands()())


def commands() -> cyclopts.App:
    """Return the commands."""
    app = cyclopts.App(
        name="tokenim",
        help="TokenIM, a chat server in one process. Start it with `tokenim serve`, then talk with `tokenim chat`.",
        help_epilogue=SETTINGS,
        version=tokenim.__version__,
        help_format="markdown",
        default_parameter=cyclopts.Parameter(negative=()),
        result_action="return_int_as_exit_code_else_zero",
    )
    app.command("tokenim.cli.serve:serve", help="Start the server.")
    app.command("tokenim.cli.chat:chat", help="Talk from this terminal, with a server that runs somewhere.")
    app.command(
        "tokenim.cli.demo:demo", help="Start a server with people, groups and lively histories to look at."
    )
    app.command(_users())
    app.command(_applications())
    app.command(
        "tokenim.cli.backup:backup", help="Copy the database to a file, while the server runs or not."
    )
    app.command("tokenim.cli.backup:restore", help="Put a backup in the place of the database.")
    app.command("tokenim.cli.doctor:doctor", help="Look for what is wrong, and say how to mend it.")
    app.command("tokenim.cli.bench:bench", help="Measure how fast this machine is with TokenIM.")
    app.command(
        "tokenim.cli.verify:verify", help="Try the promises: load a server, break it, judge what it did."
    )
    app.command("tokenim.cli.documents:openapi", help="Print the OpenAPI document of the HTTP API.")
    app.command("tokenim.cli.documents:version", help="Print the version.")
    return app


def _users() -> cyclopts.App:
    app = cyclopts.App(
        name="user", help="Create, list, suspend and restore users, while the server is stopped."
    )
    app.command("tokenim.cli.users:create", help="Create a user.")
    app.command("tokenim.cli.users:list_", name="list", help="List users.")
    app.command("tokenim.cli.users:suspend", help="Lock a user out and end all sessions.")
    app.command("tokenim.cli.users:restore", help="Let a suspended user in again.")
    app.command("tokenim.cli.users:password", help="Set a user's password and end all sessions.")
    return app


def _applications() -> cyclopts.App:
    app = cyclopts.App(
        name="app", help="Give keys to applications and take them away, while the server is stopped."
    )
    app.command("tokenim.cli.applications:create", help="Let an application in; prints its key.")
    app.command("tokenim.cli.applications:list_", name="list", help="List applications.")
    app.command("tokenim.cli.applications:revoke", help="Take an application's key away, for good.")
    return app
