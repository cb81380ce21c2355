"""What does a help text say below its options?"""

SETTINGS = """\
Settings are read from `tokenim.toml` in the data directory and from the environment (`TOKENIM_PORT`, `TOKENIM_DATA`,
...), which wins. `tokenim doctor --settings` lists them."""

BENCH = """\
What can be measured:

- `floor`: this machine alone, to compare with: echoes, writes to the disk, rows into SQLite, calls in Python
- `p1`: 100 pairs talk, in messages a second
- `p2-100`, `p2-500`, `p2-1000`: one room of so many, in deliveries a second
- `p3`: 200 messages a second, in milliseconds from sending to receiving
- `p4`: 10,000 idle sockets, in memory
- `p5`: a device that comes back to 1,000 missed messages, in milliseconds
- `p6`: connections a second
- `p7`: messages sent over HTTP, in requests a second
- `p8`: a page of history out of millions of messages, in milliseconds
- `p9`: p1 on a database of millions of messages, against p1 on an empty one
- `p12`: an idle server, in memory and seconds to start
- `p13`: sync of a user with 1,000 conversations, in milliseconds
- `p14`: a group of 10,000, and what others feel of it
- `p15-frames`, `p15-requests`, `p15-reconnects`, `p15-unread`: what calm users feel beside one connection that abuses"""

VERIFY = """\
The exit code is 0 if every promise was kept, 1 if one was broken, 2 if nothing could be tried.

The verdict says each promise in a sentence, behind its number. `I1` to `I16` hold in every history: messages and their
places, read cursors, who may see what. `R6` to `R11` hold through faults: sending again, coming back, starting again
after a kill."""
