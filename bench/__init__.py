"""Scripts that print ratios; see docs/performance.md."""
