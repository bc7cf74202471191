"""How a run was trained; the values here are examples."""

EPOCHS = 10  # passes over the training photographs
BATCH_SIZE = 32
OPTIMISER = "adam"  # adam, adamw or sgd (with momentum 0.9)
LEARNING_RATE = 0.001
CLASS_WEIGHTS = True  # an image of a rare class counts more, so that all classes count the same
PATIENCE = 0  # end after so many epochs without a better validation AUC; 0: never
SEED = 0
