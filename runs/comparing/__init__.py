"""Several runs against one of them, on the images that all were judged on and none learnt from."""
