"""The JSON Schema of a design, for whoever writes or checks design files elsewhere.

``python -m builder.schema`` writes ``docs/design.schema.json``; a test holds the file to the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from builder.spec import GraphSpec

PLACE: Final = Path(__file__).parents[1] / "docs" / "design.schema.json"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def design_schema() -> dict[str, Any]:
    """What ``GraphSpec`` takes, as JSON Schema of the year 2020.

    Beyond it a file must be at most 2 MB, and its connections must lead from and to layers that are
    there. What ``params`` of a layer may hold is told by the catalog: a wrong value there is a
    problem at the layer, not a broken file.
    """
    return {
        "$schema": _DIALECT,
        **GraphSpec.model_json_schema(),
        "title": "A design of Lesion Studio",
        "required": ["format", "version"],
    }


def text() -> str:
    """The file."""
    return json.dumps(design_schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write it."""
    PLACE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
