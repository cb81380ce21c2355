"""How does anybody try the promises of a server? Load it, break it, judge it, and say it in a page."""
