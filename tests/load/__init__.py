"""Many clients, some of them slow, hostile or all at once: what do the others feel, and what does it cost?"""
