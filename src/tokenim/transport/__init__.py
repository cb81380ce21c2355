"""How the outside reaches the operations: HTTP and WebSocket on one port, API versions, documents."""
