"""Scores with all their digits on a GPU, too; used by the program and by the scripts."""


def with_all_digits() -> None:
    """Let a GPU multiply in 32 bits as processors do: by itself it drops 13 of them (TF32)."""
    import keras

    if keras.backend.backend() != "tensorflow":
        return
    import tensorflow as tf

    tf.config.experimental.enable_tensor_float_32_execution(enabled=False)
