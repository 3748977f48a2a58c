"""The benchmarks one after the other: `python -m tests.benchmarks [NAME…]`."""

import subprocess
import sys

NAMES = ("fetch", "load", "refresh", "pages")
"""Not `engines`: it needs what `make engines` installs."""

for name in sys.argv[1:] or NAMES:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=True)
