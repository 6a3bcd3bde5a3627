"""Trials on virtual patients: a design is read, its trials are simulated, and what it would settle is told."""
