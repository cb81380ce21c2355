"""What does an operator read after the server has started?"""

import sys
from pathlib import Path

from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service.first_start import FILE, FirstSecrets


def started(settings: Settings, port: int, seconds: float) -> str:
    """Return where everything is."""
    at = address(settings.host, port)
    return "\n".join(
        [
            f"TokenIM is ready at {at} ({seconds:.2f} s)",
            "",
            f"  Open {at} in a browser to sign up and talk, or run  tokenim chat --url {at}",
            "",
            f"  HTTP       {at}/v1        WebSocket  {at.replace('http', 'ws', 1)}/v1/ws",
            f"  Reference  {at}/docs      Data       {Path(settings.data).absolute()}",
            "",
            "  Stop with Ctrl-C.",
        ]
    )


def secrets(made: FirstSecrets, data: str) -> str:
    """Return what an operator must know of a new server; empty if it is none.

    The secrets themselves are told to a terminal only: what goes elsewhere is kept by logs.
    """
    if not made.secrets:
        return ""
    path = Path(data).absolute() / FILE
    what = " and ".join(line.partition("   ")[0] for line in made.secrets)
    lines = ["This is a new server. Its secrets, which are not shown again:", ""]
    lines += [f"  {secret}" for secret in made.secrets] + [""]
    kept = [f"They are in {path} too. Note them, then delete that file.", ""]
    if not sys.stdout.isatty():
        lines, kept = [], [f"This is a new server. The secrets of its first start ({what}) are in", f"  {path}",
                           "Note them where secrets are kept, then delete that file.", ""]  # fmt: skip
    return "\n".join(lines + kept)


def address(host: str, port: int) -> str:
    """Return the address for a browser on this machine."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{reachable}:{port}"
