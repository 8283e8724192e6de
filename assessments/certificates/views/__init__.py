"""The doors of certificates, by room."""
