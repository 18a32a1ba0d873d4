"""Builds the C kernel of ``lycaon.text``; everything else about the package is in ``pyproject.toml``.

The kernel is optional: where no compiler is at hand the installation goes on without it, and the plain-Python
twin gives the same results. It uses the stable ABI, so one wheel serves CPython 3.11 and all that follow.
"""

from pathlib import Path

from setuptools import Extension, setup

KERNEL = Path("src/lycaon/text/kernel")

setup(
    ext_modules=[
        Extension(
            "lycaon.text._kernel",
            sources=sorted(map(str, KERNEL.glob("*.c"))),
            depends=sorted(map(str, KERNEL.glob("*.h"))),
            extra_compile_args=["-std=c11", "-O3", "-fno-semantic-interposition", "-Wall", "-Wextra"],
            py_limited_api=True,
            optional=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
