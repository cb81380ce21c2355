"""Does `python -m tokenim` do what `tokenim` does? Yes."""

from tokenim.cli import main

main()
