#!/usr/bin/env python3
"""same_results.py EXPECTED FOUND: all that result files hold but durations is the same in both folders, bit for bit."""
import pathlib
import sys

import h5py


def contents(file):
    found = {}
    with h5py.File(file) as opened:
        def visit(name, item):
            if isinstance(item, h5py.Dataset) and name != "epochs/seconds":
                values = item[()]
                found[name] = values.tolist() if values.dtype == object else values.tobytes()
        opened.visititems(visit)
    return found


def differences(expected, found):
    names = sorted(file.name for file in pathlib.Path(expected).glob("*.h5"))
    if not names:
        return [f"{expected} has no results"]
    wrong = []
    for name in names:
        other = pathlib.Path(found) / name
        if not other.exists():
            wrong.append(f"{name} is missing")
            continue
        left, right = contents(pathlib.Path(expected) / name), contents(other)
        wrong += [f"{name}: {key}" for key in sorted(left.keys() | right.keys()) if left.get(key) != right.get(key)]
    return wrong


if __name__ == "__main__":
    wrong = differences(sys.argv[1], sys.argv[2])
    print("\n".join(wrong) or "equal")
    sys.exit(1 if wrong else 0)
