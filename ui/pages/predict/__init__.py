"""What does a trained network say of this one?"""
