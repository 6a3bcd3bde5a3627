"""Whether the answers can be believed: courses simulated from the prior are fitted, and what is said of them held against the truth."""
