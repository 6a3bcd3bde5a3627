"""Metamorphic tests: records that differ in one statement, and how the weight of the evidence for the drug must differ."""
