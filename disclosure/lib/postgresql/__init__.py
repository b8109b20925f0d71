"""PostgreSQL as Django knows it, asked less often whether it is still there."""
