"""WebSocket: frames in, operations called, answers and events out. `protocol` knows the bytes, `connection` one socket,
`hub` all of them."""
