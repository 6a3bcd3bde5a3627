"""From a fitted course to what a reader sees: languages, pictures, pages, and the job that makes them."""
