"""Does what the examples show work for somebody who copies it?"""
