"""Runs of bench and of the plain-PyTorch peer on the same data and weights, each a process of its own, and their ratios."""

import hashlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
PEER = HERE / "training.py"
METHODS = {"rde": "rde-tal", "irra": "irra-sdm"}


class Failed(Exception):
    """A program that ended with an error; carries what it said last."""


def execute(command, environment=None, log=None):
    """Runs a program: output, wall seconds, processor seconds and its peak of resident memory in bytes."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=errors,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        output.seek(0)
        errors.seek(0)
        said, complained = output.read(), errors.read()
    if log:
        pathlib.Path(log).write_text(f"$ {' '.join(map(str, command))}\n{said}\n{complained}")
    if process.returncode != 0:
        last = "\n".join((complained or said).strip().splitlines()[-12:])
        raise Failed(f"`{' '.join(map(str, command))}` ended with {process.returncode}:\n{last}")
    return said, {"wall": wall, "processor": usage.ru_utime + usage.ru_stime, "peak_bytes": usage.ru_maxrss * 1024}


def run_peer(python, dataset, weights, method, *, profile=None, **options):
    """One run of training.py; keyword options are its options."""
    command = [python, PEER, "run", dataset, weights, "--method", method]
    for name, value in options.items():
        name = "--" + name.replace("_", "-")
        command += [name] if value is True else [] if value in (None, False) else [name, value]
    if profile:
        return execute([*command, "--profile", profile])
    said, usage = execute(command)
    return {**json.loads(said), "process": usage}


def run_own(bench, dataset, weights, method, *, epochs=1, batch_size=None, threads=1, vocabulary=None, device="cpu",
            precision=None, noise=50, more=(), prefix=(), environment=None, name="RSTPReid"):
    """One sweep of one run, with a cache of its own, told by `bench show --json`. The dataset's parent is the data root."""
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        command = [*prefix, bench, "sweep", "--datasets", name, "--data-root", pathlib.Path(dataset).parent,
                   "--methods", METHODS[method], "--noise", noise, "--epochs", epochs, "--threads", threads, "--jobs", 1,
                   "--selection", "test", "--embeddings", "none", "--out", f"{folder}/results", "--cache", f"{folder}/cache",
                   "--device", device, *more]
        for option, value in (("--weights", weights), ("--batch-size", batch_size), ("--vocabulary", vocabulary),
                              ("--precision", precision)):
            command += [] if value is None else [option, value]
        _, usage = execute(command, environment)
        files = list(pathlib.Path(folder, "results").glob("*.h5"))
        if len(files) != 1:
            raise Failed(f"`{' '.join(map(str, command))}` left {len(files)} results in place of one.")
        shown, _ = execute([bench, "show", files[0], "--json"], environment)
    result = json.loads(shown)
    if result["outcome"] != "finished":
        raise Failed(f"bench: {result['outcome']}")
    evaluations = len(result["epochs"]) + (1 if result["best"]["epoch"] == result["last"]["epoch"] else 2)
    return {"result": result, "seconds": result["provenance"]["seconds_by_phase"], "evaluations": evaluations,
            "process": usage}


def scratch():
    folder = pathlib.Path(os.environ.get("NCBENCH_SCRATCH", tempfile.gettempdir()))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def check_work(own, peer, dataset, weights):
    """Refuses a comparison of different work: other data, weights, pairs, batches, epochs or images."""
    spec = own["result"]["spec"]
    annotations = next(path for path in sorted(pathlib.Path(dataset).glob("*.json")) if path.name != "synth.json")
    digest = lambda file: hashlib.sha256(pathlib.Path(file).read_bytes()).hexdigest()
    problems = []
    if spec["dataset"]["annotation_checksum"] != digest(annotations):
        problems.append("bench read other annotations")
    if weights and spec["model"]["initial_weights"] not in ("", digest(weights)):
        problems.append("bench started from other weights")
    recipe = find(spec, "batch_size")
    if recipe is not None and recipe != peer["batch_size"]:
        problems.append(f"batches of {recipe} and {peer['batch_size']}")
    epochs = len(own["result"]["epochs"])
    steps = epochs * -(-peer["pairs"] // peer["batch_size"])
    if steps != peer["steps"] or epochs * peer["pairs"] != peer["trained_pairs"]:
        problems.append(f"{steps} steps of {epochs} epochs and {peer['steps']}")
    for selection in own["result"]["sample_selections"]:
        if selection["pairs"] != peer["pairs"]:
            problems.append(f"{selection['pairs']} pairs were divided and {peer['pairs']}")
    if (peer["encoded_images"], peer["encoded_captions"]) != (peer["images"], peer["captions"]):
        problems.append("the peer did not encode the whole test split")
    if problems:
        raise Failed("The two did not do the same work: " + "; ".join(problems))


def find(tree, name):
    """The first value of a key anywhere in nested dictionaries."""
    if isinstance(tree, dict):
        if name in tree:
            return tree[name]
        for value in tree.values():
            found = find(value, name)
            if found is not None:
                return found
    return None


def quantities(own, peer):
    """What is compared: name -> (bench, peer), in seconds, or bytes for memory."""
    steps = peer["steps"]
    result = {
        "training step": (own["seconds"]["train"] / steps, peer["seconds"]["train"] / steps),
        "evaluation": (own["seconds"]["evaluate"] / own["evaluations"],
                       (peer["seconds"]["evaluate"] + peer["seconds"]["test"]) / peer["evaluations"]),
        "whole run": (own["process"]["wall"], peer["process"]["wall"]),
        "whole run, processor time": (own["process"]["processor"], peer["process"]["processor"]),
        "peak memory": (own["process"]["peak_bytes"], peer["process"]["peak_bytes"]),
    }
    if peer["seconds"]["divide"]:
        result["division pass"] = (own["seconds"]["divide"], peer["seconds"]["divide"])
    return result


def spread(values):
    """Median and range, as text."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def machine():
    """What a reader has to know of the machine."""
    model, count = platform.processor() or platform.machine(), os.cpu_count()
    if pathlib.Path("/proc/cpuinfo").exists():
        lines = [line for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    return {"processor": model, "cores": count, "system": platform.platform(), "python": platform.python_version(),
            "load": [round(value, 1) for value in os.getloadavg()], "date": time.strftime("%Y-%m-%d %H:%M")}


def version(bench, environment=None):
    return execute([bench, "--version"], environment)[0].strip()


class Watch:
    """Samples `nvidia-smi` every 0.2 s while a body runs: utilisation in percent and memory in MiB.

    The device is an index or an identity of `nvidia-smi`; with `None` nothing is sampled.
    """

    def __init__(self, device):
        self.device = device
        self.utilisation, self.memory = [], []
        self.process = None

    def __enter__(self):
        if self.device is None or not shutil.which("nvidia-smi"):
            return self
        self.process = subprocess.Popen(
            ["nvidia-smi", "-i", self.device, "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits",
             "-lms", "200"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        return self

    def read(self):
        for line in self.process.stdout:
            try:
                busy, used = (float(word) for word in line.split(","))
            except ValueError:
                continue  # A driver may say [N/A].
            self.utilisation.append((time.time(), busy))
            self.memory.append(used)

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def idle(self, start=0.0, end=float("inf")):
        """Mean share of time without a kernel, between two times of the clock; `None` without samples."""
        busy = [value for moment, value in self.utilisation if start <= moment <= end]
        return 1 - statistics.mean(busy) / 100 if busy else None
