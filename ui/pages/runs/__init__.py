"""What have I tried? Every training, and several side by side."""
