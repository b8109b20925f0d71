"""Personal data purged by two persons together; digests and the record stay."""
