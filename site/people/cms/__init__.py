"""People and organisations in the CMS, for administrators. Everything is saved through the services."""
