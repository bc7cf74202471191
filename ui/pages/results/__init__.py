"""How good, how sure, for whom not?"""
