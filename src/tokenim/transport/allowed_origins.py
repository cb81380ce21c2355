"""Which pages of other origins may come from a browser? The same for HTTP and for sockets."""


class AllowedOrigins:
    """The origins of a setting: comma separated, `*` for any. Case and a slash at the end do not matter."""

    def __init__(self, setting: str) -> None:
        named = {origin.strip().rstrip("/").lower() for origin in setting.split(",")} - {""}
        self.any = "*" in named
        self._named = named

    def allow(self, origin: str, *, host: str = "") -> bool:
        """Whether a page of the origin may come; with `host` given, also one that this server served under that name."""
        origin = origin.lower()
        if self.any or origin in self._named:
            return True
        return bool(host) and origin in (f"http://{host.lower()}", f"https://{host.lower()}")
