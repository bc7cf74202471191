"""What stands around every page: navigation, what is in hand, words, colours, failures."""
