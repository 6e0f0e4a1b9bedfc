#!/usr/bin/env python3
"""Kills a sweep, its runs, their external commands and writers at random moments and starts it again, until all is done.

    kill_sweep.py BENCH [--kills 200] [--seed 1] [--log kill_sweep.json] [--data ROOT] [--epochs 6] [--batch-size 2]

An undisturbed sweep comes first. Then the same sweep is killed with SIGKILL and started again; when it is done before
the number of kills is reached, another one begins in a new folder. Checked after every kill:

- no finished result is lost or changed, and h5py reads every result file to its last byte;
- nothing is left two seconds after it: all processes of a killed sweep, those of the killed run or command;

and when a sweep is done: everything its results hold but times is equal to the undisturbed sweep's, bit for bit, no
partial file is left, and no run began more than one epoch before the one it was killed in.

Needs Linux, and h5py and NumPy for reading. The exit status is 1 where a check failed.
"""
import argparse, glob, hashlib, json, os, pathlib, random, re, shutil, signal, subprocess, sys, tempfile, time, uuid

import h5py
import numpy as np

MARK = "NCBENCH_KILL_SWEEP"
GRACE = 2.0
COMMAND = """
import json, pathlib, random, struct, subprocess, sys, time
spec = json.load(open(sys.argv[1]))
child = subprocess.Popen(["sleep", "3600"])  # a child that does not end by itself
away = subprocess.Popen(["sleep", "3600"], start_new_session=True)  # and one that leaves the group
rows = lambda name: [json.loads(line) for line in open(spec["listings"][name])]
def save(name, values, shape, code, kind):
    file = pathlib.Path(spec["output"]["last"]).with_suffix("") / name
    file.parent.mkdir(exist_ok=True)
    header = str({"descr": "<" + kind, "fortran_order": False, "shape": shape})
    header += " " * (-(len(header) + 11) % 64) + "\\n"
    data = struct.pack(f"<{len(values)}{code}", *values)
    file.write_bytes(b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", len(header)) + header.encode() + data)
for epoch in range(1, spec["epochs"] + 1):
    time.sleep(0.7)
    print(f"epoch={epoch} loss={1 / epoch} r1={epoch}", flush=True)
generator = random.Random(spec["seed"])
queries, gallery = rows("test_queries"), rows("test_gallery")
for name, items in ("query", queries), ("gallery", gallery):
    save(name + ".npy", [generator.gauss(0, 1) for _ in items for _ in range(8)], (len(items), 8), "f", "f4")
    save(name + "_identities.npy", [item["identity"] for item in items], (len(items),), "q", "i8")
"""


# Processes

def environment(process):
    try:
        return pathlib.Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def status(process):
    """State, parent and start of a process; None where it has ended, waited for or not."""
    try:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else (int(fields[1]), int(fields[19]))


def arguments(process):
    try:
        return pathlib.Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def processes(mark):
    """Everything that was started by this script, by the mark in its environment."""
    wanted = f"{MARK}={mark}".encode()
    found = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [process for process in found if wanted in environment(process) and status(process)]


def kind(process):
    words = arguments(process)
    if "run" in words[1:4] and any(word.endswith(".json") for word in words): return "run"
    if "sweep" in words[1:2]: return "sweep"
    if words[:2] == ["/bin/sh", "-c"] and "kill -9 0" in words[2]: return "guard"
    if any(word.endswith("specification.json") for word in words) and words[0] != "/bin/sh": return "command"
    return "other"


def descendants(process, among):
    parents = {other: (status(other) or (0,))[0] for other in among}
    found, before = {process}, 0
    while len(found) > before:
        before = len(found)
        found |= {other for other, parent in parents.items() if parent in found}
    return found - {process}


def remaining(identities):
    return [process for process, start in identities if (status(process) or (0, None))[1] == start]


def wait_for_end(identities):
    """The processes that are left after the time of grace, and how long the others took."""
    start = time.monotonic()
    while (left := remaining(identities)) and time.monotonic() - start < GRACE: time.sleep(0.02)
    return left, time.monotonic() - start


# Results

def contents(path):
    """All that a result holds, read to the last byte, without times."""
    found = {}
    def encoded(value):
        value = np.asarray(value)
        return repr(value.tolist()).encode() if value.dtype.kind == "O" else value.tobytes()
    def take(name, item):
        for key, value in item.attrs.items():
            if not re.search(r"second|_at$|commit|peak_memory_bytes", key): found[f"{name}@{key}"] = encoded(value)
        if isinstance(item, h5py.Dataset):
            value = encoded(item[()])
            if "second" not in name: found[name] = value
    with h5py.File(path, "r") as file:
        take("", file)
        file.visititems(take)
        outcome = file.attrs["outcome"]
    return (outcome.decode() if isinstance(outcome, bytes) else outcome), found


def finished(folder, problems):
    """The digests of the finished results of a folder."""
    results = {}
    for path in sorted(glob.glob(f"{folder}/*.h5")):
        try:
            if contents(path)[0] == "finished":
                results[os.path.basename(path)] = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
        except Exception as error:
            problems.append(f"corrupt: {path}: {error}")
    return results


# The sweep

class Sweep:
    """The sweep under test, in one folder, started as often as needed."""

    def __init__(self, options, work, name, mark):
        self.options, self.work, self.folder, self.mark = options, work, work / name, mark
        self.starts, self.process, self.epochs, self.problems, self.repeats = 0, None, {}, [], 0

    def start(self):
        self.log = self.work / f"{self.folder.name}-{self.starts}.log"
        self.starts += 1
        command = [
            self.options.bench, "sweep", "--data-root", self.options.data, "--results", str(self.folder),
            "--noise", "50",
            "--seeds", self.options.seeds, "--epochs", str(self.options.epochs), "--batch-size",
            str(self.options.batch_size), "--jobs", "3", "--cache", str(self.work / "cache"), "--methods",
            "external,irra-sdm,rde-tal", "--command", f"python3 {self.work}/command.py", "--label", "Sleeper"]
        self.process = subprocess.Popen(
            command, cwd=self.work, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.log, "wb"),
            env={**os.environ, MARK: self.mark}, start_new_session=True)

    def is_done(self):
        results = glob.glob(f"{self.folder}/*.h5")
        return len(results) >= 3 * len(self.options.seeds.split(",")) and all(
            contents(path)[0] == "finished" for path in results)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def end_of_start(self):
        """Takes account of the epochs that the last start told of."""
        first, last = {}, {}
        for title, epoch in re.findall(r"^\s*(.*): epoch (\d+)/\d+ ", self.log.read_text(errors="replace"), re.M):
            first.setdefault(title, int(epoch))
            last[title] = int(epoch)
        for title, epoch in first.items():
            before = self.epochs.get(title, 0)
            if "external" not in title:
                if epoch < before: self.problems.append(f"repeated: {title}: epoch {epoch} after epoch {before}")
                self.repeats += epoch == before
            self.epochs[title] = last[title]


def compare(reference, sweep, problems):
    names = lambda folder: sorted(os.path.basename(path) for path in glob.glob(f"{folder}/*.h5"))
    if names(reference) != names(sweep): problems.append(f"other files: {names(sweep)}, not {names(reference)}")
    for name in names(reference):
        (_, expected), (_, found) = contents(reference / name), contents(sweep / name)
        different = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
        if different: problems.append(f"different: {name}: {', '.join(sorted(different)[:5])}")
    for path in pathlib.Path(sweep).rglob("*"):
        # What sweeps write without a lock is removed when it is a minute old.
        young = path.parent.name in ("runs", "logs") or path.name.startswith(".sweep.json")
        if path.name.endswith((".partial", ".lock", ".takeover")) and not young: problems.append(f"left behind: {path}")


def kill_once(sweep, chance, kills):
    """Waits for a random moment and kills something; what happened, or None where there was nothing to kill."""
    record = {"wanted": chance.choices(["sweep", "run", "writer", "command", "guard"], [30, 30, 20, 12, 8])[0]}
    end = time.monotonic() + chance.uniform(0, sweep.options.longest)
    while time.monotonic() < end and sweep.is_running():
        if record["wanted"] == "writer" and time.monotonic() > end - sweep.options.longest / 2:
            if glob.glob(f"{sweep.folder}/.*.partial") or glob.glob(f"{sweep.folder}/*/.*.partial"):
                record["hit"] = True
                break
            time.sleep(0.001)
        else:
            time.sleep(min(0.02, max(0, end - time.monotonic())))
    ours = processes(sweep.mark)
    kinds = {process: kind(process) for process in ours}
    wanted = {"writer": ["run", "sweep"]}.get(record["wanted"], [record["wanted"]])
    victims = [process for process in ours if kinds[process] in wanted]
    if not victims or not sweep.is_running(): return None
    victim = chance.choice(sorted(victims)) if record["wanted"] != "writer" else sorted(
        victims, key=lambda process: kinds[process] != "run")[0]
    # What must be gone: a killed sweep takes all with it, a run its command, a command its children, a guard its group.
    if kinds[victim] == "sweep": doomed = ours
    else: doomed = [victim, *descendants(victim, ours)]
    if kinds[victim] in ("command", "guard"):
        marks = [word for word in environment(victim) if word.startswith(b"NCBENCH_COMMAND=")]
        if kinds[victim] == "guard":
            parent = (status(victim) or (0,))[0]
            doomed = [process for process in descendants(parent, ours)]
        doomed = set(doomed) | {process for process in ours if marks and marks[0] in environment(process)}
    identities = [(process, found[1]) for process in doomed if (found := status(process))]
    ages = [time.clock_gettime(time.CLOCK_BOOTTIME) - start / os.sysconf("SC_CLK_TCK") for process, start in identities
            if kinds.get(process) == "run" and "external" not in " ".join(arguments(process))]
    record |= {"kill": kills, "victim": kinds[victim], "inside_epoch": any(age > sweep.options.preparation for age in ages)}
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return None
    left, record["seconds"] = wait_for_end(identities)
    if left: sweep.problems.append(f"kill {kills} of a {kinds[victim]}: left {[(p, kind(p), arguments(p)) for p in left]}")
    record["left"] = len(left)
    if kinds[victim] == "sweep": sweep.process.wait()
    return record


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", help="a folder with synth-pedes (default: a tiny one is rendered)")
    parser.add_argument("--log", default="kill_sweep.json")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch-size", type=int, default=2)
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--longest", type=float, default=6, help="seconds between a start or kill and the next kill")
    parser.add_argument("--keep", action="store_true", help="keep the folder of the sweeps")
    options = parser.parse_args()
    options.bench = os.path.abspath(options.bench)
    work = pathlib.Path(tempfile.mkdtemp(prefix="kill-sweep-"))
    (work / "command.py").write_text(COMMAND)
    if not options.data:
        options.data = str(work / "data")
        subprocess.run([options.bench, "data", "synth", "--size", "tiny", "--out", options.data], check=True,
                       stderr=subprocess.DEVNULL)
    options.data = os.path.abspath(options.data)
    chance, mark = random.Random(options.seed), str(uuid.uuid4())

    begun = time.monotonic()
    reference = Sweep(options, work, "undisturbed", mark)
    reference.start()
    if reference.process.wait() != 0: sys.exit(reference.log.read_text())
    # Training begins so long after the start of a run's process.
    options.preparation = max(
        0.3 + float(h5py.File(path).attrs["seconds_prepare"])
        for path in glob.glob(f"{reference.folder}/*.h5") if "external" not in path)
    print(f"undisturbed: {time.monotonic() - begun:.0f} s", flush=True)

    records, problems, rounds, starts, repeats, sweep = [], [], 0, 0, 0, None
    while len(records) < options.kills or sweep is not None:
        if sweep is None:
            sweep = Sweep(options, work, f"sweep-{rounds}", mark)
            rounds += 1
        if not sweep.is_running():
            if sweep.process is not None: sweep.end_of_start()
            if sweep.is_done():
                compare(reference.folder, sweep.folder, sweep.problems)
                problems += sweep.problems
                starts, repeats, sweep = starts + sweep.starts, repeats + sweep.repeats, None
                continue
            sweep.start()
            if sweep.starts > 40 + 2 * options.kills: sys.exit(f"the sweep does not end:\n{sweep.log.read_text()}")
        if len(records) >= options.kills:
            sweep.process.wait()
            continue
        before = finished(sweep.folder, sweep.problems)
        record = kill_once(sweep, chance, len(records))
        after = finished(sweep.folder, sweep.problems)
        for name in before:
            if before[name] != after.get(name): sweep.problems.append(f"lost or changed after kill {len(records)}: {name}")
        if record: records.append(record)
    left = processes(mark)
    if left: problems.append(f"left at the end: {[arguments(process) for process in left]}")

    count = lambda key, value=True: sum(record.get(key) == value for record in records)
    summary = {
        "seed": options.seed, "kills": len(records), "sweeps": rounds, "starts": starts,
        "victims": {name: count("victim", name) for name in ("sweep", "run", "command", "guard")},
        "while_writing": count("hit"), "inside_an_epoch": count("inside_epoch"), "epochs_repeated": repeats,
        "slowest_end": round(max((record["seconds"] for record in records), default=0), 2),
        "problems": problems, "seconds": round(time.monotonic() - begun)}
    pathlib.Path(options.log).write_text(json.dumps({"summary": summary, "kills": records}, indent=1) + "\n")
    print(json.dumps(summary, indent=1))
    if options.keep or problems: print(f"the sweeps are in {work}")
    else: shutil.rmtree(work)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
