"""Raw bytes on a socket, named after the sections of RFC 6455."""
