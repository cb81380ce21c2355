"""How fast are other servers on the same machine, asked by the same program for the same things?"""
