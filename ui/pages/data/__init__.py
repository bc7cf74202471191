"""Can I trust these photographs? The way in, what is there, how it is divided."""
