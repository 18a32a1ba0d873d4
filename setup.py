"""Builds the C kernel of ``lycaon.text``; everything else about the package is in ``pyproject.toml``.

The kernel is optional: where no compiler is at hand the installation goes on without it, and the plain-Python
twin gives the same results. It uses the stable ABI, so one wheel serves CPython 3.11 and all that follow.
"""

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel

KERNEL = "src/lycaon/text/kernel"


class StableWheel(bdist_wheel):
    """Names the wheel after the stable ABI."""

    def finalize_options(self) -> None:
        """Say which interpreter the stable ABI begins with."""
        self.py_limited_api = "cp311"
        super().finalize_options()


setup(
    ext_modules=[
        Extension(
            "lycaon.text._kernel",
            sources=[f"{KERNEL}/{name}.c" for name in ("module", "phrases", "tokens", "folding")],
            depends=[f"{KERNEL}/{name}.h" for name in ("phrases", "tokens", "folding", "rows")],
            extra_compile_args=["-std=c11", "-O3", "-fno-semantic-interposition", "-Wall", "-Wextra"],
            py_limited_api=True,
            optional=True,
        )
    ],
    cmdclass={"bdist_wheel": StableWheel},
)
