"""Open data: the public pages as JSON and CSV, described by OpenAPI and DCAT."""
