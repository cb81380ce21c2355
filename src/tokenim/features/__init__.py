"""What the product can do, one folder per capability. Ask downwards, tell upwards, enter by the service."""
