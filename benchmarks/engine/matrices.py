"""How fast this machine multiplies two matrices of 4096 × 4096: its own limit, printed as JSON.

In floating-point operations a second, by the fastest of ten products, in bfloat16 and float32:
a limit is not lowered by what else the machine has to do.
"""

from __future__ import annotations

import json
import time

import tensorflow as tf

SIDE = 4096
PRODUCTS = 10


def rate(dtype: str) -> float:
    """Floating-point operations a second; a multiplication and an addition are two.

    Args:
        dtype: "bfloat16" or "float32".
    """
    one, other = (tf.cast(tf.random.normal((SIDE, SIDE)), dtype) for _ in range(2))
    return 2.0 * SIDE**3 / min(product_seconds(one, other) for _ in range(PRODUCTS))


def product_seconds(one: tf.Tensor, other: tf.Tensor) -> float:
    began = time.monotonic()
    _ = tf.linalg.matmul(one, other).numpy()
    return time.monotonic() - began


def main() -> None:
    print(json.dumps({dtype: rate(dtype) for dtype in ("bfloat16", "float32")}))


if __name__ == "__main__":
    main()
