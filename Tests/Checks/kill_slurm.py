#!/usr/bin/env python3
"""Random kills of a sweep on a Slurm of two nodes; at the end every result must equal an undisturbed sweep's, bit for bit.

  kill_slurm.py --bench .build/release/bench --folder DIR [--kills 20] [--seed 1] [--epochs 40]

What is killed with SIGKILL: the process of a run, the task around it, a whole node (it comes back some seconds later), the
sweep that follows; and once the controller, which is started again. Slurm's own wait of two minutes before a requeued
task starts is skipped. Every action goes to standard output and DIR/log.txt with the seed; the exit status is 0 only
where no result is lost or different and no process is left.

Needs h5py (`make deps-test`: .deps/torch/bin/python) and Slurm's daemons.
"""
import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import same_results
import slurm_cluster


class Study:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cluster = self.folder / "cluster"
        self.results = self.folder / "slurm"
        self.bench = str(pathlib.Path(options.bench).resolve())
        self.random = random.Random(options.seed)
        self.start = time.monotonic()
        self.log = open(self.folder / "log.txt", "a")
        self.environment = dict(os.environ, SLURM_CONF=str(self.cluster / "slurm.conf"))
        self.problems = []
        self.returning = []

    def say(self, text):
        line = f"{time.monotonic() - self.start:7.1f} s  {text}"
        print(line, flush=True)
        print(line, file=self.log, flush=True)

    def command(self, out):
        return [self.bench, "sweep", "--data-root", str(self.folder / "data"), "--results", str(out), "--methods",
                "irra-sdm,rde-tal", "--noise", "0,50", "--seeds", "1,2", "--epochs", str(self.options.epochs),
                "--batch-size", "16", "--weights", "random", "--cache", str(self.folder / "images")]

    def prepare(self):
        subprocess.run([self.bench, "data", "synth", "--size", "tiny", "--out", str(self.folder / "data")], check=True,
                       stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        subprocess.run(self.command(self.folder / "reference"), check=True, stderr=subprocess.DEVNULL,
                       cwd=self.folder)
        self.say(f"the undisturbed sweep is done; seed {self.options.seed}")

    def sweep(self, attach):
        arguments = [self.bench, "sweep", "--attach", "--results", str(self.results)] if attach else self.command(
            self.results) + ["--executor", "slurm", "--time", "60"]
        output = open(self.folder / "sweep.log", "ab")
        return subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder,
                                env=self.environment)

    def processes(self, word):
        """The processes of `bench WORD` on this cluster's nodes."""
        found = []
        for keeper in (self.cluster / "run").glob("node*.keeper"):
            for pid in slurm_cluster.descendants(int(keeper.read_text())):
                try:
                    words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if words[0] == self.bench.encode() and word.encode() in words[1:2]:
                    found.append(pid)
        return sorted(found)

    def kill_process(self, word):
        pids = self.processes(word)
        if not pids:
            return None
        pid = self.random.choice(pids)
        children = slurm_cluster.descendants(pid)
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 2
        while (left := [each for each in children if alive(each)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left:
            self.problems.append(f"processes {left} were left 2 s after {word}")
        return f"bench {word}, process {pid}"

    def kill_node(self):
        nodes = [node for node in ("node1", "node2") if (self.cluster / "run" / f"{node}.keeper").exists()]
        if not nodes:
            return None
        node = self.random.choice(nodes)
        slurm_cluster.kill(self.cluster, node)
        seconds = self.random.uniform(2, 25)
        self.returning.append((time.monotonic() + seconds, node))
        return f"{node}, to come back in {seconds:.0f} s"

    def kill_controller(self):
        slurm_cluster.kill_controller(self.cluster)
        self.returning.append((time.monotonic() + self.random.uniform(1, 10), "controller"))
        return "the controller"

    def tend(self):
        """What time, Slurm and its administrator do."""
        for entry in [entry for entry in self.returning if entry[0] < time.monotonic()]:
            self.returning.remove(entry)
            slurm_cluster.start(self.cluster, entry[1])
            self.say(f"{entry[1]} is back")
        slurm_cluster.hurry(self.cluster)
        listed = subprocess.run(["timeout", "5", "sinfo", "-h", "-N", "-o", "%N %T"], capture_output=True, text=True,
                                env=self.environment).stdout
        for line in listed.splitlines():
            name, state = line.split()
            if "drain" in state or (state == "down" and (self.cluster / "run" / f"{name}.keeper").exists()):
                subprocess.run(["scontrol", "update", f"nodename={name}", "state=resume"], env=self.environment,
                               capture_output=True)

    def run(self):
        self.prepare()
        slurm_cluster.up(self.cluster, 2)
        try:
            self.disturb()
        finally:
            slurm_cluster.down(self.cluster)
        self.problems += same_results.differences(self.folder / "reference", self.results)
        for name in ("states", "locks"):
            left = list((self.results / name).glob("*")) if (self.results / name).exists() else []
            if left:
                self.problems.append(f"left in {name}: {[file.name for file in left]}")
        for problem in self.problems:
            self.say(f"WRONG: {problem}")
        self.say("all results equal the undisturbed sweep's" if not self.problems else "failed")
        return 1 if self.problems else 0

    def disturb(self):
        sweeps, kills, deadline = 0, 0, time.monotonic() + self.options.limit
        controller = self.random.randrange(self.options.kills // 3, 2 * self.options.kills // 3)
        sweep = self.sweep(attach=False)
        next_kill = time.monotonic() + 5
        while True:
            if time.monotonic() > deadline:
                self.problems.append(f"not done after {self.options.limit} s")
                sweep.kill()
                return
            self.tend()
            if sweep.poll() is not None:
                sweeps += 1
                done = len(list(self.results.glob("*.h5")))
                self.say(f"the sweep ended with {sweep.returncode}; {done} results")
                if sweep.returncode == 0 and not same_results.differences(self.folder / "reference", self.results):
                    self.say(f"{kills} kills, {sweeps} sweeps")
                    if kills < self.options.kills:
                        self.problems.append(f"only {kills} kills before the end: more --epochs")
                    time.sleep(2)
                    left = self.processes("run") + self.processes("cluster-task")
                    if left:
                        self.problems.append(f"processes left at the end: {left}")
                    return
                # After a kill of the sweep it is followed again; what failed is tried again by the same command.
                sweep = self.sweep(attach=sweep.returncode == -9 and self.random.random() < 0.5)
            if kills < self.options.kills and time.monotonic() > next_kill:
                what = None
                if kills == controller:
                    what, controller = self.kill_controller(), -1
                elif any(entry[1] == "controller" for entry in self.returning):
                    pass
                else:
                    choice = self.random.random()
                    if choice < 0.35:
                        what = self.kill_process("run")
                    elif choice < 0.65:
                        what = self.kill_process("cluster-task")
                    elif choice < 0.85:
                        what = self.kill_node()
                    else:
                        sweep.kill()
                        sweep.wait()
                        what = "the sweep"
                if what:
                    kills += 1
                    self.say(f"kill {kills}: {what}")
                    next_kill = time.monotonic() + self.random.uniform(0.5, 8)
            time.sleep(0.5)


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which it gives up")
    sys.exit(Study(parser.parse_args()).run())


if __name__ == "__main__":
    main()
