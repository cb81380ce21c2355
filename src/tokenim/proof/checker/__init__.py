"""What did clients do and see, and which promise does that break?"""
