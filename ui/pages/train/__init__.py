"""How long, how far, is it learning?"""
