"""How a run was trained; the values here are examples."""

EPOCHS = 10  # passes over the training photographs; phases have their own, and rates, too
BATCH_SIZE = 32
OPTIMISER = "adam"  # adam, adamw or sgd (with momentum 0.9)
LEARNING_RATE = 0.001
SCHEDULE = "constant"  # or cosine: the learning rate falls to 0 over all epochs
WARMUP = 0.0  # share of all steps, 0 to 0.5, over which the learning rate rises from near 0
CLASS_WEIGHTS = True  # an image of a rare class counts more, so that all classes count the same
LEARNS_IN = "float32"  # or mixed_bfloat16: 16 bits, faster where the processor is made for them
PATIENCE = 0  # end after so many epochs without a better validation AUC; 0: never
PHASES = ()  # one after the other: what of each network stays as it is, epochs, learning rate
FLIPS_AT_USE = False  # look at each photograph four times, mirrored both ways, and take the mean
SEED = 0
