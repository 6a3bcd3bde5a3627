"""Question of what would happen under a regimen of the reader's own: asked with that regimen, and so not registered."""
