"""Tags of the report's public page."""
