"""What happened, in plain words: the log, the record of an entry, the register of reviews."""
