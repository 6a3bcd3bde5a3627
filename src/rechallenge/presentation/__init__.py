"""What questions and reports show things with: a language, numbers, the blocks of a document, the look of charts."""
