"""Calibration against the world: every published outcome that is held, predicted without its own study (``docs/world.md``)."""
