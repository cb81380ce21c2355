"""Does the Python client keep its promises, against a real server?"""
