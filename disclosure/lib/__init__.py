"""Functions that know nothing of our models."""
