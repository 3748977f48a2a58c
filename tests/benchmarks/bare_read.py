"""The least that a second load of the same zip takes: `python -m tests.benchmarks.bare_read ZIP` reads and hashes it."""

import hashlib
import json
import sys
import time
import zipfile

if __name__ == "__main__":
    start = time.perf_counter()
    with zipfile.ZipFile(sys.argv[1]) as archive:
        hashes = {hashlib.sha256(archive.read(member)).hexdigest() for member in archive.infolist()}
    print(json.dumps({"reading and hashing": time.perf_counter() - start, "studies": len(hashes)}))
