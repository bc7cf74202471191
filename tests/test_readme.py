"""The README tells the truth: every command, every link, every picture is there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from cli import app
from cli.console import Commands

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_command_is_documented() -> None:
    program = get_command(app)
    assert isinstance(program, Commands)
    assert set(re.findall(r"`lesion-studio ([\w-]+)", README)) == set(program.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    missing = [link for link in local if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize(("said", "port"), [((), 8501), (("PORT=8502",), 8502)])
def test_the_app_is_run_on_the_port_that_is_asked_for(said: tuple[str, ...], port: int) -> None:
    by_itself = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    dry = ["make", "--dry-run", "run", *said]
    steps = subprocess.run(
        dry, cwd=ROOT, env=by_itself, capture_output=True, text=True, check=True
    ).stdout
    assert steps.splitlines()[-1].endswith(f"lesion-studio app --port {port}")


def test_both_commands_are_on_the_first_screen() -> None:
    first_screen = README.splitlines()[:30]
    assert any(line.startswith("make run") for line in first_screen)
    assert any(line.startswith("make test") for line in first_screen)
    assert any(line.startswith("![") for line in first_screen)
