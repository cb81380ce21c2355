"""Who talks to the server under proof?"""
