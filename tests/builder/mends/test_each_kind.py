"""A click mends what it says: the problem is gone, and the drawing can be read again."""

from __future__ import annotations

import pytest
from mending import left
from mending_cases import CASES, Draw

from builder.inference import infer
from builder.mends import RULES
from builder.spec import GraphSpec
from layers_catalog.facts import Facts


@pytest.mark.parametrize("code", CASES)
def test_each_kind_of_problem_is_gone_after_a_click(draw: Draw, code: str) -> None:
    wires, layers, node_id, count = CASES[code]
    spec = draw(wires, **layers)
    found = infer(spec, Facts())
    problems = [one for one in found.problems if one.code == code]
    if not count:
        assert not problems
        return
    (problem,) = problems
    assert problem.node_id == (node_id or None)
    assert len(problem.mends) == count
    for mend in problem.mends:
        mended = mend.on(spec)
        assert left(mended, problem) == 0, mend.label
        infer(GraphSpec.model_validate_json(mended.to_json()), Facts())


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == set(RULES)
