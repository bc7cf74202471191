"""What is taken home of a run: one zip with the model, its code and its numbers."""
