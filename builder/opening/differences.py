"""What a drawing cannot say of a file: each setting with what it is there and what it becomes.

Found by ``parameters`` and ``drawing``; nothing of it is left out silently.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.wording import shown


@dataclass(frozen=True)
class Difference:
    """A setting that the drawing cannot keep.

    Args:
        layer: its name in the file.
        kind: Keras's name of its class.
        setting: Keras's name of the setting.
        value: what it is in the file, in words.
        becomes: what it is in the drawing, in words.
    """

    layer: str
    kind: str
    setting: str
    value: str
    becomes: str


@dataclass(frozen=True)
class Unknown:
    """A layer for which the catalog has none.

    Args:
        layer: its name in the file.
        kind: its class.
        why: what it is, for the end of a sentence.
    """

    layer: str
    kind: str
    why: str


def told(value: object) -> str:
    """A value of a config in words: of a thing with settings, its name and they."""
    if isinstance(value, dict) and isinstance(value.get("class_name"), str):
        settings = value.get("config")
        known = settings.items() if isinstance(settings, dict) else ()
        listed = ", ".join(f"{key} {shown(one)}" for key, one in known if one is not None)
        name = shown(value["class_name"]).strip("“”")
        return f"{name} ({listed})" if listed else name
    return shown(value)
