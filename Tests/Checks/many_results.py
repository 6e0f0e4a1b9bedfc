#!/usr/bin/env python3
"""Times listings of a folder with many results against their bars.

    many_results.py BENCH RESULTS [--count 2000] [--repeats 5] [--factor 1]

RESULTS is a folder with a finished run or more, of which copies are made that differ in seed, noise rate, epochs and signature (each
file makes 729); their checksums are made anew. Every command runs once to make the index (the time stands in the column
`first`), then --repeats times, of which the fastest counts. Of `tables`, what it prints with the index is compared with what it prints
without. --factor multiplies the bars, for a debug build. Needs Linux. The exit status is 1 where a check failed.
"""
import argparse, hashlib, os, pathlib, re, subprocess, sys, tempfile, time

BLOCK = 512  # the checksum in front of a result (docs/results-schema.md)
COMMANDS = [  # and the most seconds that each may take
    (["--help"], 0.05),
    (["list", "methods"], 0.5),
    (["list", "results", "{}"], 0.5),
    (["tables", "--results", "{}"], 0.5),
    (["tables", "--results", "{}", "--paper", "rde-1", "--stand-ins"], 0.5),
    (["status", "{}"], 0.5),
]


def once(pattern, replacement, data):
    """Replaces what stands there once, and must be as long as before."""
    changed, count = re.subn(pattern, replacement, data)
    if count != 1 or len(changed) != len(data):
        sys.exit(f"{pattern} is there {count} times: take runs with one digit of seed, epochs and noise, such as 0.5")
    return changed


def copy(source, number, signature):
    """The bytes of a result with another specification: its text stands in the file as it is."""
    data = source.read_bytes()
    words = data[:BLOCK].split(b"\n")[1].decode().removeprefix("note ").split(" ")
    content = data[BLOCK:].replace(words[0].encode(), signature.encode())
    seed, rate, epochs = 1 + number % 9, 1 + number // 9 % 9, 1 + number // 81
    content = once(rb'"seed":\d,"selection"', b'"seed":%d,"selection"' % seed, content)
    content = once(rb'"rate":0\.\d,', b'"rate":0.%d,' % rate, content)
    content = once(rb'"epochs":\d,', b'"epochs":%d,' % epochs, content)
    note = " ".join([signature, *words[1:]])
    lines = f"nc-bench HDF5 checksum 1\nnote {note}\nbytes {len(content)}\nsha256 {hashlib.sha256(content).hexdigest()}\n"
    block = lines + f"block-sha256 {hashlib.sha256(lines.encode()).hexdigest()}\n"
    return block.encode().ljust(BLOCK - 1) + b"\n" + content


def make(folder, sources, count):
    for place in range(count):
        source, number = sources[place % len(sources)], place // len(sources)
        signature = hashlib.sha256(str(place).encode()).hexdigest()
        name = f"{source.stem.rsplit('_', 1)[0]}_{number}_{signature[:8]}.h5"
        (folder / name).write_bytes(copy(source, number, signature))


def run(bench, words):
    start = time.perf_counter()
    done = subprocess.run([bench, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: status {done.returncode}: {done.stderr.decode()}")
    return seconds, done.stdout, done.stderr


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("bench")
    options.add_argument("results", type=pathlib.Path)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--factor", type=float, default=1)
    options = options.parse_args()
    sources = sorted(options.results.glob("*.h5"))
    if not sources or options.count > 729 * len(sources):
        sys.exit(f"{len(sources)} results make {729 * len(sources)} copies")
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make(folder, sources, options.count)
        time.sleep(3.5)  # files that have just changed are in no index
        print(f"{options.count} results, fastest of {options.repeats}, in seconds\n")
        print(f"{'first':>8} {'then':>8} {'bar':>8}")
        for words, bar in COMMANDS:
            words, bar = [word.format(folder) for word in words], bar * options.factor
            first = run(options.bench, words)
            times = [run(options.bench, words) for _ in range(options.repeats)]
            best = min(seconds for seconds, _, _ in times)
            shown = " ".join(words).replace(name, "DIR")
            print(f"{first[0]:8.3f} {best:8.3f} {bar:8.3f}  {'' if best <= bar else 'SLOW '}{shown}", flush=True)
            if best > bar:
                failures.append(f"{shown}: {best:.3f} s are more than {bar:.3f} s")
            if words[0] == "tables":
                for file in folder.glob(".index*"):
                    file.unlink()
                without = run(options.bench, words)
                if any(each[1:] != without[1:] for each in times):
                    failures.append(f"{shown}: prints something else without an index")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
