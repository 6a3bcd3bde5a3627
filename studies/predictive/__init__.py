"""Published outcomes beside what the model gives before any patient's data, as ``docs/predictive-check.md``."""
