"""The doors of tests, by room."""
