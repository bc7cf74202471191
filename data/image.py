"""One photograph as a network sees it: upright, RGB, of a fixed size, 0 to 255.

Needs NumPy and Pillow only. Colour profiles are left aside; what to do with many is for others.
"""

from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP")
IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp"}
)
MAX_PIXELS = 89_478_485
MOST_GREY = 0xFFFF  # of 16 bits
ORIENTATION = 0x0112  # the EXIF tag; its values below undo what the camera did
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def load_image(
    source: str | Path | BinaryIO, height: int, width: int, fit: str = "stretch"
) -> np.ndarray:
    """Read one image file.

    Args:
        source: a path, or a file open for reading bytes.
        height: of the result, in pixels.
        width: of the result, in pixels.
        fit: "stretch" (proportions change), "pad" (black bars) or "crop" (the middle is kept).

    Returns:
        uint8 of shape (height, width, 3), RGB, 0 to 255.

    Raises:
        ValueError: with a sentence that names the file and says what is wrong with it.
    """
    return fitted(open_rgb(source), height, width, fit)


def open_rgb(source: str | Path | BinaryIO) -> Image.Image:
    """The first frame of an image file at its full size, upright, transparency over white."""
    name = Path(str(getattr(source, "name", "") if hasattr(source, "read") else source)).name
    where = f"“{name}”" if name else "The file"
    try:
        with Image.open(source, formats=FORMATS) as image:
            return _rgb(_upright(_decoded(image)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError(f"{where} has more than {MAX_PIXELS // 10**6} million pixels.") from None
    except FileNotFoundError:
        raise ValueError(f"{where} is not there.") from None
    except PermissionError:
        raise ValueError(f"{where} may not be read by this user.") from None
    except UnidentifiedImageError:
        kinds = ", ".join(FORMATS)
        raise ValueError(f"{where} is not an image of a known kind ({kinds}).") from None
    except Exception as error:  # a broken file makes Pillow raise nearly anything
        raise ValueError(f"{where} is damaged or cannot be shown ({error}).") from error


def fitted(image: Image.Image, height: int, width: int, fit: str = "stretch") -> np.ndarray:
    """An RGB image at another size, as uint8 of shape (height, width, 3); see ``load_image``."""
    if fit == "stretch":
        return np.asarray(_resized(image, width, height))
    if fit == "crop":
        scale = max(width / image.width, height / image.height)
        kept = min(round(width / scale), image.width), min(round(height / scale), image.height)
        left, top = (image.width - kept[0]) // 2, (image.height - kept[1]) // 2
        image = image.crop((left, top, left + max(kept[0], 1), top + max(kept[1], 1)))
        return np.asarray(_resized(image, width, height))
    if fit == "pad":
        scale = min(width / image.width, height / image.height)
        inner = min(round(image.width * scale), width), min(round(image.height * scale), height)
        image = _resized(image, max(inner[0], 1), max(inner[1], 1))
        ground = Image.new("RGB", (width, height))
        ground.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
        return np.asarray(ground)
    raise ValueError(f"Expected fit to be stretch, pad or crop. Received fit={fit!r}")


def _resized(image: Image.Image, width: int, height: int) -> Image.Image:
    """One axis at a time: pixels are averaged where the axis shrinks, blended where it grows."""
    box, blend = Image.Resampling.BOX, Image.Resampling.BILINEAR
    image = image.resize((width, image.height), box if width < image.width else blend)
    return image.resize((width, height), box if height < image.height else blend)


def _decoded(image: Image.Image) -> Image.Image:
    if image.width * image.height > MAX_PIXELS:  # known from the header, before memory is taken
        raise Image.DecompressionBombError
    image.load()
    return image


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - unreadable camera data must not cost a good photograph
        turn = None
    return image if turn is None else image.transpose(turn)


def _rgb(image: Image.Image) -> Image.Image:
    """Eight bits of red, green and blue from any colour mode of the formats above."""
    if image.mode.startswith("I"):  # 16 bits of grey: the upper eight, as Pillow does for colour
        grey = np.asarray(image).astype(np.int64)
        if grey.min() < 0 or grey.max() > MOST_GREY:
            raise ValueError("its grey values need more than 16 bits")
        return Image.fromarray((grey >> 8).astype(np.uint8)).convert("RGB")
    if image.mode == "F":
        raise ValueError("its pixels are decimal numbers, not colours")
    if image.has_transparency_data:
        front = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", front.size, "white"), front)
    return image if image.mode == "RGB" else image.convert("RGB")
