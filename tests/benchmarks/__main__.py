"""The benchmarks one after the other: `python -m tests.benchmarks [NAME…] [--sizes 1000,10000] [--keep DIR] [--write]`.

Each runs in a process of its own. With --keep the files it needs are kept in that folder, or taken from there; with
--write what was measured takes its place in docs/performance.json and docs/PERFORMANCE.md, at once.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.circumstances import Others, circumstances
from tests.benchmarks.kept import Kept
from tests.benchmarks.report import PAGE, descriptions, markdown, table
from tests.benchmarks.results import measurement, merged, read_results, write_results

ABOUT = descriptions()


def sizes(text: str) -> list[int]:
    """'1000,10000' → [1000, 10000]."""
    return [int(size) for size in text.split(",")]


def main() -> None:
    """All benchmarks at the first size, then all at the next: what is short comes first."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ABOUT['benchmarks'])}; all")
    parser.add_argument(
        "--sizes", type=sizes, default="1000,10000", help="studies, e.g. 1000,10000,100000,300000"
    )
    parser.add_argument(
        "--keep", type=Path, help="folder of studies-N.json.zip and studies-N.db (8 GB at 300,000)"
    )
    parser.add_argument("--write", action="store_true", help="keep what was measured in docs/")
    options = parser.parse_args()
    if unknown := set(options.names) - ABOUT["benchmarks"].keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        for studies in options.sizes:
            for name in options.names or ABOUT["benchmarks"]:
                run(name, studies, options.keep or Path(folder), write=options.write)


def run(name: str, studies: int, keep: Path, *, write: bool) -> None:
    """One benchmark at one size: its table printed, and kept."""
    where, others = circumstances(), Others()
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", str(studies), "--keep", str(keep)]
    rows = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    where["others"] = others.busy()
    told = ABOUT["benchmarks"][name]
    if told.get("of the kept file") and (maker := Kept(keep).made_by(studies)) != where["commit"]:
        where["commit"] += f" on a file of {maker}"
    measured = measurement(rows, where)
    print(f"\n{told['title']}\n\n{table(told, {str(studies): measured})}", flush=True)
    if write:
        results = merged(read_results(), name, studies, measured)
        write_results(results)
        PAGE.write_text(markdown(results, ABOUT), "utf-8")


if __name__ == "__main__":
    main()
