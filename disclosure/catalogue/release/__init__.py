"""Release and what follows: the one door between desk and public, and its other side."""
