"""How does a short test see many checkpoints? By a server whose WAL goes back into the file after some hundred pages."""

from tokenim.adapters import sqlite_checkpoint
from tokenim.cli import main

sqlite_checkpoint.WAL_BYTES = 300_000
main()
