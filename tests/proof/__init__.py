"""Do the checker, the crowd and the reports tell the truth?"""
