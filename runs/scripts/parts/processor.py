"""What must be set before TensorFlow is loaded."""

import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # faster on processors without AVX-512, too
