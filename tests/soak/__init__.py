"""What is left behind by an hour of people, devices and faults?"""
