"""What people fill in about workshops, split by noun."""
