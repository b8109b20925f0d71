"""Annual disclosure reports: schemes, figures, checks, and their way in and out."""
