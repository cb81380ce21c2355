"""Does the benchmark measure what it says, and fail when it cannot?"""
