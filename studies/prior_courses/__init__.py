"""What the model expects of a patient before any data: courses drawn from the priors, beside what is plausible."""
