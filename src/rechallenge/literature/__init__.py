"""What is published: drugs, parameters and their sources, as data files with their loaders."""
