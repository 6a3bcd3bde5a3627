"""Simulate the published trials, and keep what they come to: ``python -m studies.trial_checks``."""

from studies.trial_checks.checks import simulate_all

if __name__ == "__main__":
    simulate_all()
