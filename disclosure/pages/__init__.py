"""What the public reads: columns, pages, search, files."""
