"""The workshop rooms, split by noun."""
