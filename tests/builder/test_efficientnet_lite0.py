"""The converted EfficientNet-Lite0 still is the network that PyTorch had."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageOps
from sklearn.datasets import load_sample_image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from builder.networks import function, shipped_licence, shipped_weights, source
from data.image import load_image

if TYPE_CHECKING:
    import keras

PATH = "builder.networks.efficientnet_lite0"
GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "efficientnet_lite0_china.json").read_text()
)


def network(height: int, width: int) -> keras.Model:
    """Raw RGB, 0 to 255, to 1280 numbers."""
    import keras

    features = function(PATH)(input_shape=(height, width, 3))
    features.load_weights(shipped_weights(PATH))
    image = keras.Input((height, width, 3))
    scaled = keras.layers.Rescaling(1 / 128, offset=-127 / 128)(image)
    maps = features(scaled, training=False)
    return keras.Model(image, keras.layers.GlobalAveragePooling2D()(maps))


def test_the_shipped_file_is_the_one_that_was_measured() -> None:
    file = shipped_weights(PATH).read_bytes()
    digest = hashlib.sha256(file).hexdigest()
    assert digest == GOLDEN["file_sha256"]
    assert digest in (shipped_weights(PATH).parent / "PROVENANCE.md").read_text(encoding="utf-8")
    assert len(file) < 7.5e6
    assert "Apache" in shipped_licence(PATH).read_text(encoding="utf-8")


def test_asking_for_source_and_weights_loads_no_keras() -> None:
    ask = (
        "import sys; from builder import networks; "
        f"networks.source('{PATH}'); networks.shipped_weights('{PATH}'); "
        "print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", ask], text=True) == "False False\n"


def test_the_printed_source_needs_keras_only() -> None:
    imports = [line for line in source(PATH).splitlines() if "import" in line.split()]
    assert imports == [
        "from __future__ import annotations",
        "import keras",
        "from keras import layers",
    ]


@pytest.mark.parametrize("path", ["builder.networks.nothing", "keras.applications.ResNet50"])
def test_a_network_that_is_not_ours_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        source(path)


@pytest.mark.keras
@pytest.mark.parametrize("golden", GOLDEN["pictures"], ids=lambda golden: golden["height_width"])
def test_features_of_china_jpg_are_pytorchs(golden: dict[str, list[float]]) -> None:
    height, width = map(int, str(golden["height_width"]).split())
    china = Image.fromarray(load_sample_image("china.jpg"))
    picture = np.asarray(ImageOps.fit(china, (width, height), Image.Resampling.BOX), np.float32)
    pooled = network(height, width).predict(picture[None], verbose=0)[0]
    assert pooled.shape == (1280,)
    assert np.abs(pooled[:10] - golden["pooled"]).max() < 0.012  # the price of float16


@pytest.mark.keras
def test_weights_are_float32_and_counted() -> None:
    features = function(PATH)(input_shape=(224, 224, 3), name="backbone")
    features.load_weights(shipped_weights(PATH))
    assert features.name == "backbone"
    assert features.output_shape == (None, 7, 7, 1280)
    assert {weight.dtype for weight in features.weights} == {"float32"}
    assert sum(weight.shape.num_elements() for weight in features.trainable_weights) == 3_371_008
    assert features.count_params() == 3_371_008 + 42_016


@pytest.mark.keras
@pytest.mark.shared
def test_frozen_features_tell_malignant_from_benign(shared_data: Path) -> None:
    """With all training images the AUC is 0.865 (PROVENANCE.md); every third is quicker."""
    table = pd.read_csv(shared_data / "ham10000" / "binary_3297.csv")
    train, test = table[table["split"] == "train"][1::3], table[table["split"] == "test"]
    extractor = network(224, 224)

    def features(rows: pd.DataFrame) -> np.ndarray:
        images = shared_data / "ham10000" / "images"
        paths = [images / f"{image_id}.jpg" for image_id in rows["image_id"]]
        pixels = np.stack([load_image(path, 224, 224) for path in paths])
        return np.asarray(extractor.predict(pixels, batch_size=32, verbose=0))

    head = make_pipeline(
        StandardScaler(), LogisticRegression(C=1e-3, class_weight="balanced", max_iter=2000)
    )
    head.fit(features(train), train["label"] == "malignant")
    scores = head.predict_proba(features(test))[:, 1]
    assert roc_auc_score(test["label"] == "malignant", scores) == pytest.approx(0.848, abs=0.01)
