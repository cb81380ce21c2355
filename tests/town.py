"""What do tests of talking stand on? What `tokenim.testing` gives to everybody, and what expects a refusal."""

from __future__ import annotations

import pytest

from tokenim.catalogue.errors import Code, TokenIMError
from tokenim.testing import (
    LIGHT,
    Device,
    Town,
    begin,
    opened,
    outcome,
    pages,
    reopen,
    settings,
)

__all__ = ["LIGHT", "Device", "Town", "begin", "opened", "outcome", "pages", "refused", "reopen", "settings"]


def refused(code: Code) -> pytest.RaisesExc[TokenIMError]:
    """Expect the refusal with this code."""
    return pytest.RaisesExc(TokenIMError, check=lambda error: error.code is code)
