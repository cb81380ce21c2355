"""What can be typed after `tokenim`? The names and their summaries; each command is imported when it is called."""

import sys

import cyclopts

import tokenim
from tokenim.cli import help_words

COMMANDS = {
    "tokenim.cli.chat:chat": "Talk from this terminal, with a server that runs somewhere.",
    "tokenim.cli.demo:demo": "Start a server with people, groups and lively histories to look at.",
    "tokenim.cli.backup:backup": "Copy the database to a file, while the server runs or not.",
    "tokenim.cli.backup:restore": "Put a backup in the place of the database.",
    "tokenim.cli.doctor:doctor": "Look for what is wrong, and say how to mend it.",
    "tokenim.cli.bench:bench": "Measure how fast this machine is with TokenIM.",
    "tokenim.cli.verify:verify": "Try the promises: load a server, break it, judge what it did.",
    "tokenim.cli.documents:openapi": "Print the OpenAPI document of the HTTP API.",
    "tokenim.cli.documents:version": "Print the version.",
}

BELOW = {"tokenim.cli.bench:bench": help_words.BENCH, "tokenim.cli.verify:verify": help_words.VERIFY}


def main() -> None:
    """Carry out what stands on the command line; the exit code says whether it worked."""
    sys.exit(commands()())


def commands() -> cyclopts.App:
    """Return the commands."""
    app = cyclopts.App(
        name="tokenim",
        help="TokenIM, a chat server in one process. Start it with `tokenim serve`, then talk with `tokenim chat`.",
        help_epilogue=help_words.SETTINGS,
        version=tokenim.__version__,
        help_format="markdown",
        default_parameter=cyclopts.Parameter(negative=()),
        result_action="return_int_as_exit_code_else_zero",
    )
    app.command("tokenim.cli.serve:serve", help="Start the server.")
    for command, summary in COMMANDS.items():
        # Settings are explained where the server is started, and above all commands.
        app.command(command, help=summary, help_epilogue=BELOW.get(command, ""))
    app.command(_users())
    app.command(_applications())
    return app


def _users() -> cyclopts.App:
    app = cyclopts.App(
        name="user",
        help="Create, suspend and restore users while the server is stopped; list them at any time.",
        help_epilogue="",
    )
    app.command("tokenim.cli.users:create", help="Create a user.")
    app.command("tokenim.cli.users:list_", name="list", help="List users.")
    app.command("tokenim.cli.users:suspend", help="Lock a user out and end all sessions.")
    app.command("tokenim.cli.users:restore", help="Let a suspended user in again.")
    app.command("tokenim.cli.users:password", help="Set a user's password and end all sessions.")
    return app


def _applications() -> cyclopts.App:
    app = cyclopts.App(
        name="app",
        help="Give keys to applications and take them away while the server is stopped; list them at any time.",
        help_epilogue="",
    )
    app.command("tokenim.cli.applications:create", help="Let an application in; prints its key.")
    app.command("tokenim.cli.applications:list_", name="list", help="List applications.")
    app.command("tokenim.cli.applications:revoke", help="Take an application's key away, for good.")
    return app
