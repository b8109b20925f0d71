"""What a file holds that its reader does not see."""
