"""What the web process imports of this room brings no heavy library with it."""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    "builder.codegen",
    "builder.shelf.designs",
    "builder.inference",
    "builder.lowering",
    "builder.naming",
    "builder.opening.opened",
    "builder.sizes",
    "builder.starting_code",
    "builder.starting_weights",
    "builder.templates",
    "builder.upgrade",
)
HEAVY = ("keras", "tensorflow", "openvino", "sklearn", "scipy", "pandas", "numpy")


def test_the_room_is_light_until_the_compiler_is_asked_for() -> None:
    code = f"""
import sys
import {", ".join(MODULES)}
from layers_catalog.facts import Facts
from builder.templates import templates
for spec in templates().values():
    builder.codegen.network_source(builder.lowering.lower(spec, Facts()))
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
