"""What do readers of foreign bytes do with bytes that nobody thought of? They read them, or refuse them as documented."""
