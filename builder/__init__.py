"""From a drawing to a network: its JSON, its shapes and problems, its Keras model and its code."""
