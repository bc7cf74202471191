"""Every layer type, declared once; importing this package registers them all."""
