"""The public site as files: what a web server gives out while the application sleeps."""
