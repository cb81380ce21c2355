"""What was done with power? Changes by administrators and applications, and to logins, in a chain of hashes.

A row is recorded in the unit of work of the change itself: both are stored, or neither. Rows are chained a
moment later (`seal`); after that a changed, removed or inserted row is found by `verify`.
"""
