"""What happens when the process is killed at a chosen step, or what it stands on fails?"""
