"""The machines that hold the walls of the house: size budget, front door, own-file coverage."""
