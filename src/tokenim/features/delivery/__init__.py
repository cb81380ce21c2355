"""Delivery: every event reaches every device of its audience, now or when it comes back.

It listens to what was committed and publishes it; it reads what a device missed. Operations: `sync`, `entries.list`,
`entries.mine`.
"""
