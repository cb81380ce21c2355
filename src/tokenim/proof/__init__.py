"""Does the server keep its promises, and how fast is it? Whatever is here speaks the public API alone."""
