"""HTTP: connections, routes, answers and the pages that are no operations."""
