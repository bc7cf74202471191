"""What is odd about photographs: copies, quality, gaps in what is known, giveaways."""
