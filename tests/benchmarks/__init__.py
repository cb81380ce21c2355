"""Is the comparison with other servers fair, and does it fail where it must?"""
