"""Training without torch: what needs it is known, and nothing else imports it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline" / "training"
_IMPORTS_TORCH = re.compile(r"^(?:import|from) (?:torch|safetensors\.torch)\b", re.MULTILINE)


def test_modules_that_import_torch_are_listed_and_hold_no_doctests() -> None:
    values = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = values["tool"]["pytest"]["ini_options"]["addopts"]
    left_out = {Path(o.removeprefix("--ignore=")) for o in options if o.startswith("--ignore=")}
    contents = {path: path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py")}
    with_torch = {path for path, content in contents.items() if _IMPORTS_TORCH.search(content)}
    assert {ROOT / path for path in left_out} == with_torch
    assert not [path for path in with_torch if ">>>" in contents[path]]


def test_everything_else_is_imported_without_torch() -> None:
    names = sorted(
        f"pipeline.training.{path.stem}"
        for path in PACKAGE.glob("*.py")
        if not _IMPORTS_TORCH.search(path.read_text(encoding="utf-8"))
    )
    code = f"import sys; sys.modules['torch'] = None; import {', '.join(names)}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
