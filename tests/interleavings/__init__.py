"""Does the order in which things happen to be ready change what is true? A loop that shuffles them, seed by seed."""
