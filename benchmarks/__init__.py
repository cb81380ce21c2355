"""Measurements that are not part of the product: servers of others, for comparison."""
