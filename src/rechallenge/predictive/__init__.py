"""Published outcomes beside what the model gives before any patient's data: ``python -m rechallenge.predictive PAGE``."""
