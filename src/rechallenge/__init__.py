"""Did the off-label drug work, in this one patient? Answers with honest uncertainty, and the write-up."""

__version__ = "0.1.0"
