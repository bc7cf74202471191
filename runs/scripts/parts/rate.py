"""How far the steps of a training move the weights; used by the program and by ``train.py``."""

import keras


def learning_rate(
    highest: float, *, schedule: str, warmup: float, steps: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """The learning rate, as a number or as a course over the steps that an optimiser counts.

    Args:
        highest: the rate without a course, and at the end of its rise.
        schedule: "constant", or "cosine": from there to 0 along half a cosine (Loshchilov and
            Hutter, 2017, without restarts).
        warmup: share of all steps, 0 to 0.5, over which the rate rises in a straight line. The
            first step has a rate above 0, lest it be in vain.
        steps: batches of the whole training, at least 1.
    """
    rising = round(warmup * steps)
    first = highest / max(1, rising)
    if schedule == "cosine":
        return keras.optimizers.schedules.CosineDecay(
            first, steps - rising, warmup_target=highest, warmup_steps=rising
        )
    if rising:  # a straight line from the first to the last, which then stays
        return keras.optimizers.schedules.PolynomialDecay(first, rising, end_learning_rate=highest)
    return highest
