"""What must hold whatever happens: old state + events = new state, on every device, and nobody sees more than they may."""
