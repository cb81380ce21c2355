"""The server as a process of its own, under load, killed, stopped and cut off."""
