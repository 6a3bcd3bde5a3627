"""Published classification criteria applied to a course: what the record holds of each item, and the score that follows."""
