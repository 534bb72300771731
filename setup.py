"""Puts the default model into the wheel, so that an installed copy finds it; the rest is in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = Path("models/entretien-fr")


class BuildWithModel(build_py):
    """Copies the model folder below the package; in an editable install it is read in its place."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        if not (SHIPPED / "model.onnx").is_file():
            raise SystemExit(
                f"{SHIPPED}/model.onnx: missing; a wheel without the default model would not run"
            )
        target = Path(self.build_lib) / "pipeline" / SHIPPED
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(SHIPPED, target)


setup(cmdclass={"build_py": BuildWithModel})
