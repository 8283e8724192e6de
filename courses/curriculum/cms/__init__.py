"""What the CMS has for those who write the course in two languages."""
