"""What may an operator do? See, lock out and delete users, keep the keys of applications, read the record.

Operations: `admin.users.*`, `admin.apps.*`, `admin.audit.*`. Every change is on record, together with the
change itself.
"""
