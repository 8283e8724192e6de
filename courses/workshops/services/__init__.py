"""Every change of state about workshops, split by noun."""
