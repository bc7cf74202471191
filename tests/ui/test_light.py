"""The web process opens every page without any of the heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

OPEN_ALL = """
import sys
sys.path.insert(0, {root!r})
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from ui.frame.navigation import Place
app = AppTest.from_file({root!r} + "/app.py", default_timeout=60).run()
for place in Place:
    app._page_hash = calc_hash(place.value)
    app.run()
    assert app.title[0].value == place.title(), place
    assert not app.error and not app.exception, place
heavy = {{"tensorflow", "keras", "openvino", "sklearn", "scipy", "statsmodels", "matplotlib"}}
heavy |= {{"pydicom"}}
print(sorted(heavy & {{name.partition(".")[0] for name in sys.modules}}))
"""


def ran(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]


def test_no_page_loads_what_belongs_to_the_worker(finished: Path) -> None:
    """``finished`` is this process's workspace, and by the environment the child's, too."""
    assert finished.is_dir()
    assert ran(OPEN_ALL.format(root=str(ROOT))) == "[]"


def test_importing_the_entry_loads_no_page() -> None:
    loaded = "sorted(n for n in sys.modules if n.startswith(('ui', 'pandas')))"
    assert ran(f"import app, sys; print({loaded})") == "[]"
