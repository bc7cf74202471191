"""The control with the lesion masked: can a head still tell the classes apart without lesions?

If it can, something beside the lesion gives the class away (rulers, ink, dark corners, the
camera). ``controlling`` does it, in a process of its own (``job``); ``records`` reads what came.
"""
