"""The rules of safety, one module each; each registers its own (`rechallenge.safety.rule`)."""
