"""Published trials beside the trials that are simulated of them: ``python -m studies.trial_checks``."""
