"""What is on the disk after the power failed? Traced system calls, rebuilt into the files that may be left."""
