"""What was recorded of one patient: treatments, observations, events, uncertain times; reading and checking files."""
