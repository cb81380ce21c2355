"""How does an hour tell a leak from a cache that fills? By a server that keeps hardly any pages of the database in memory.

Run as `python -m tests.soak.small_cache serve ...`.
"""

import os

from tests.load import watched
from tokenim.adapters import database_sqlite
from tokenim.cli import main

database_sqlite.CACHE_KIB = 1_024
watched.install(os.environ["WATCH_FILE"])
main()
