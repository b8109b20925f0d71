"""The states of an edition and the log of everything that happens."""
