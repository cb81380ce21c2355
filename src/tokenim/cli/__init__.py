"""What can be typed after `tokenim`? The names and their summaries; each command is imported when it is called."""

import cyclopts

import tokenim

SETTINGS = """\
Settings are read from `tokenim.toml` in the data directory and from the environment (`TOKENIM_PORT`, `TOKENIM_DATA`,
...), which wins."""


def main() -> None:
    """Carry out what stands on the command line; the exit code says whether it worked."""
    commands()()


def commands() -> cyclopts.App:
    """Return the commands."""
    app = cyclopts.App(
        name="tokenim",
        help="TokenIM, a chat server in one process. Start it with `tokenim serve`.",
        help_epilogue=SETTINGS,
        version=tokenim.__version__,
        help_format="markdown",
        result_action="return_int_as_exit_code_else_zero",
    )
    app.command("tokenim.cli.serve:serve", help="Start the server.")
    return app
