"""Which images a run named wrongly, hardly told apart, or may be labelled wrongly."""
