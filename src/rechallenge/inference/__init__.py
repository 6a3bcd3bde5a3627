"""From a record to what it says of the patient: likelihood, first answer, sampler, evidence, forecasts."""
