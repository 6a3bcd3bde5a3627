"""Other formats in which a course is written or read."""
