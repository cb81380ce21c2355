"""Do the tools say what is so?"""
