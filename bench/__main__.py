"""``make bench [QUICK=1]``: every ratio in one table, and one line that sums it up."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench import Ratio


def main(arguments: list[str]) -> int:
    """Run every bench, or those named; 1 when a ratio is below its floor."""
    quick = "--quick" in arguments
    named = [one for one in arguments if not one.startswith("-")]
    files = sorted(Path(__file__).parent.glob("[!_]*.py"))
    found: list[Ratio] = []
    for name in named or [file.stem for file in files]:
        for ratio in import_module(f"bench.{name}").ratios(quick):
            show(ratio)
            found.append(ratio)
    failed = [ratio.name for ratio in found if not ratio.holds]
    held = sum(1 for ratio in found if ratio.floor is not None and ratio.holds)
    said = f"below the floor: {', '.join(failed)}" if failed else "none below its floor"
    print(f"bench: {held} ratios hold, {len(failed)} fail; {said}")
    return 1 if failed else 0


def show(ratio: Ratio) -> None:
    floor = "reported" if ratio.floor is None else f">= {ratio.floor:g}"
    mark = "ok  " if ratio.holds else "FAIL"
    figures = "  ".join(f"{name} {figure}" for name, figure in ratio.figures.items())
    print(f"{mark} {ratio.name:<58} {ratio.value:>8.2f} x  {floor:<9} {figures}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
