"""What will it see, and is it sound? The canvas and what stands around it."""
