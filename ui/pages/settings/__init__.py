"""Where is my work?"""
