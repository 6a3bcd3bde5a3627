"""What like diseases teach: published outcomes pooled across diseases, as the prior of a patient's sensitivity to the drug."""
