"""Do the walls of the house hold, and would they catch a violation?"""
