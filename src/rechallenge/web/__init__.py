"""The page: one patient's course written, answered and tried out in a browser on the same machine."""
