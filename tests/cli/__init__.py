"""Do the commands do what their help says? The real ones, as processes."""
