"""Runs of bench and of the plain-PyTorch peer on the same data and weights, each a process of its own, and their ratios."""

import hashlib
import json
import os
import pathlib
import platform
import shutil
import signal
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


def end_programs_when_terminated():
    """SIGTERM becomes `SystemExit`, so that programs under way are ended and what was measured is written."""
    def stop(number, frame):
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def execute(command, environment=None, log=None):
    """Runs a program: output, wall seconds and processor seconds."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        # A group of its own, so that what the program started ends with it.
        process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=errors, start_new_session=True,
                                   env={**os.environ, **(environment or {})})
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # An interruption or a time limit.
            os.killpg(process.pid, signal.SIGKILL)
            os.waitpid(process.pid, 0)
            raise
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
    return said, {"wall": wall, "processor": usage.ru_utime + usage.ru_stime}


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
                   "--selection", "test", "--embeddings", "none", "--results", f"{folder}/results",
                   "--cache", f"{folder}/cache", "--device", device, *more]
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
    """Refuses a comparison of different work: other data, noise, weights, arithmetic, device, pairs, epochs or images."""
    annotations = next(path for path in sorted(pathlib.Path(dataset).glob("*.json")) if path.name != "synth.json")
    digest = lambda file: hashlib.sha256(pathlib.Path(file).read_bytes()).hexdigest()
    problems = []

    def same(what, path, theirs):
        value = own["result"]
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                problems.append(f"bench's result has no {path}")
                return
            value = value[name]
        if value != theirs:
            problems.append(f"{what}: {value} and {theirs}")

    same("annotations", "spec.dataset.annotation_checksum", digest(annotations))
    same("weights", "spec.model.initial_weights", digest(weights))
    same("pairs a batch", "spec.recipe.batch_size", peer["batch_size"])
    same("precision", "arithmetic.precision", peer["precision"])
    same("noise", "spec.noise.rate", peer["noise"])
    same("device", "spec.device", peer["device"].split(":")[0])
    same("threads", "spec.threads", peer["threads"])
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


# Not the same work on both sides, so seconds without a ratio.
UNRATED = ("preparation", "decoding and resizing")


def quantities(own, peer):
    """What is compared: name -> (bench, peer), in seconds, or bytes for memory; `None` for what a program has not.

    bench decodes each image once, in its preparation, and the peer in every pass; so what decoding took is left out of the
    peer's steps, division and evaluations. The whole run has it.
    """
    steps, theirs, decoding = peer["steps"], peer["seconds"], peer["decode_seconds"]
    if decoding is None:
        raise Failed("The peer's decoding was not timed; run it with --workers 0.")
    without = {phase: theirs[phase] - decoding[phase] for phase in theirs if phase in decoding}
    result = {"training step": (own["seconds"]["train"] / steps, without["train"] / steps)}
    if theirs["divide"]:
        result["division pass"] = (own["seconds"]["divide"], without["divide"])
    return {
        **result,
        "evaluation": (own["seconds"]["evaluate"] / own["evaluations"],
                       (without["evaluate"] + without["test"]) / peer["evaluations"]),
        "preparation": (own["seconds"]["prepare"], theirs["prepare"]),
        "decoding and resizing": (None, sum(decoding.values())),
        "whole run": (own["process"]["wall"], peer["process"]["wall"]),
        "whole run, processor time": (own["process"]["processor"], peer["process"]["processor"]),
        # The peer's before its last tests, for which it builds a second model.
        "peak memory": (own["result"]["provenance"]["peak_memory_bytes"], peer["peak_bytes"]),
    }


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
