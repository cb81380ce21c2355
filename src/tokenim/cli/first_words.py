"""What does an operator read after the server has started?"""

from pathlib import Path

from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service.first_start import Made


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


def secrets(made: Made) -> str:
    """Return what is shown this once: the credentials of a new server."""
    lines = []
    if made.password:
        lines.append(f"  administrator    {made.username} / {made.password}")
    if made.key:
        lines.append(f"  application key  {made.key}")
    if not lines:
        return ""
    return "\n".join(["This is a new server. Note these now, they are not shown again:", "", *lines, ""])


def address(host: str, port: int) -> str:
    """Return the address for a browser on this machine."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{reachable}:{port}"
