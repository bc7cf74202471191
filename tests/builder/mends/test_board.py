"""The board does the same edits: both are held to one file of drawings before and after."""

from __future__ import annotations

import json
import os
from pathlib import Path

from mending import blocks_to_mend, only
from mending_cases import CASES, Draw

from builder.canvas.wire import to_wire
from builder.inference import infer
from layers_catalog.facts import Facts

MENDED = Path(__file__).parents[1] / "mended.json"


def test_the_board_is_held_to_what_these_edits_mean(draw: Draw) -> None:
    """Run with REWRITE_GOLDEN=1 to accept a change; the board's own tests read the same file."""
    told = []
    for code, (wires, layers, _, _) in CASES.items():
        spec = draw(wires, **layers)
        found = [one for one in infer(spec, Facts()).problems if one.code == code]
        for mend in [mend for problem in found for mend in problem.mends]:
            after = to_wire(mend.on(spec))
            told.append({"before": to_wire(spec), "mend": mend.written(), "after": after})
    for spec, code in blocks_to_mend(draw):
        for mend in only(spec, code).mends:
            after = to_wire(mend.on(spec))
            told.append({"before": to_wire(spec), "mend": mend.written(), "after": after})
    text = "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in told) + "\n]\n"
    if os.environ.get("REWRITE_GOLDEN"):
        MENDED.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(MENDED.read_text(encoding="utf-8"))
    assert len(told) > len(CASES)
