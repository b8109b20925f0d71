"""A whole catalogue from an Excel or CSV file."""
