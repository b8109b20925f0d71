"""The catalogue: entries, their editions, attachments and index numbers."""
