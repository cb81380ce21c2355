"""What is wrong with this server, and how is it mended?"""

from pathlib import Path

from tokenim.catalogue import settings as catalogue
from tokenim.catalogue.settings import Settings
from tokenim.cli import check_data, check_machine
from tokenim.cli.check import Finding
from tokenim.cli.chosen_settings import chosen

_MARKS = {"ok": "ok", "warn": "!!", "fail": "XX"}


def doctor(*, settings: bool = False, data: Path | None = None) -> int:
    """Look at settings, data, database and machine; each finding says what is wrong and how to mend it.

    Changes nothing. The exit code is 1 if something is wrong, 0 otherwise.

    Parameters
    ----------
    settings
        List all settings instead, with their values, defaults and meanings.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    here = chosen(data=data)
    if settings:
        print(_settings(here))
        return 0
    findings = [*check_machine.examine(here), *check_data.examine(here)]
    for finding in findings:
        print(f"[{_MARKS[finding.state]}] {finding.what}")
        if finding.mend:
            print(f"     {finding.mend}")
    return _verdict(findings)


def _verdict(findings: list[Finding]) -> int:
    failed = sum(finding.state == "fail" for finding in findings)
    warned = sum(finding.state == "warn" for finding in findings)
    print()
    if failed:
        print(f"To be mended: {failed} of {len(findings)}.")
        return 1
    print(f"Nothing is wrong. Worth a look: {warned}." if warned else "Nothing is wrong.")
    return 0


def _settings(here: Settings) -> str:
    lines = []
    for name, default, meaning in catalogue.described():
        value = getattr(here, name)
        shown = "(set, not shown)" if name.endswith(("password", "token")) and value else repr(value)
        changed = "" if value == default else f"   (default: {default!r})"
        lines += [f"{catalogue.PREFIX}{name.upper()} = {shown}{changed}", f"    {meaning}"]
    return "\n".join(lines)
