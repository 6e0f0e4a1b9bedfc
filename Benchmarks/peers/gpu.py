"""What Benchmarks/gpu.sh runs: goldens, training beside the peer, and a report in Markdown with all numbers as JSON.

Parts that fail are said to have failed in the report, and the others go on; the exit status is then 1. The report is written
after every part, so that what was measured stays when the study is stopped; it lists what was not run.
"""

import argparse
import importlib
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import time
import traceback

import runs

REPOSITORY = runs.HERE.parent.parent
# Dense bf16 matrix products without sparsity, in 1e12 operations a second, as the makers' data sheets have them.
PEAKS = {"H200": 989, "H100 PCIe": 756, "H100 NVL": 835, "H100": 989, "GH200": 989, "B200": 2250, "A100": 312, "A800": 312,
         "A6000": 155, "A40": 150, "A30": 165, "A10": 125, "L40S": 362, "L40": 181, "L4": 121, "RTX 6000 Ada": 364,
         "RTX 5090": 210, "RTX 4090": 165, "RTX 4080": 97, "RTX 4070": 58, "RTX 3090": 71, "RTX 3080": 60, "RTX 3060": 25}
PAPER_EPOCHS, PAPER_PAIRS, PAPER_IMAGES = 60, 68_126, 3_074
ALL = ("fp32", "paper", "bf16", "fp16")


def arguments():
    parser = argparse.ArgumentParser(prog="gpu.sh", description=__doc__)
    parser.add_argument("--device", default="cuda:0", help="cuda:N, or cpu to try the script")
    parser.add_argument("--tiny", action="store_true", help="two narrow blocks an encoder and a few steps, to try the script")
    parser.add_argument("--bench", type=pathlib.Path, default=REPOSITORY / ".build/release/bench")
    parser.add_argument("--torch-lib", help="folder of libtorch for a bench built elsewhere; auto: that of this Python")
    parser.add_argument("--goldens", type=pathlib.Path, default=REPOSITORY / "Tests/Goldens")
    parser.add_argument("--vocabulary", type=pathlib.Path, default=REPOSITORY / ".cache/clip/bpe_simple_vocab_16e6.txt.gz")
    parser.add_argument("--work", type=pathlib.Path, default=REPOSITORY / "Results/gpu", help="folder for data and weights")
    parser.add_argument("--report", type=pathlib.Path, help="the Markdown file (default: Benchmarks/reports/DEVICE-DATE.md)")
    parser.add_argument("--steps", type=int, help="optimiser steps (default: 200; tiny: 4)")
    parser.add_argument("--batch-size", type=int, help="pairs a step (default: 64; tiny: 8)")
    parser.add_argument("--methods", default="rde,irra")
    parser.add_argument("--precisions", default="paper,bf16,fp32")
    parser.add_argument("--peak", type=float, help="the device's dense bf16 peak in 1e12 operations a second")
    parser.add_argument("--workers", type=int, help="threads of bench and processes of the peer that prepare batches "
                        "(default: bench's own, and 8 as published)")
    parser.add_argument("--sweep-options", default="", help="more options of bench sweep, such as =--no-deterministic (with =)")
    parser.add_argument("--only", choices=["verify", "train"], help="goldens alone, or training and profiles alone")
    parser.add_argument("--part-limit", type=int, default=3600, metavar="SECONDS",
                        help="seconds after which a part is stopped and counts as failed (default: 3600; 0: never)")
    return parser.parse_args()


class Study:
    def __init__(self, options):
        self.options = options
        self.on_gpu = options.device.startswith("cuda")
        self.steps = options.steps or (4 if options.tiny else 200)
        self.batch = options.batch_size or (8 if options.tiny else 64)
        # libtorch before 2.13 asks for this in deterministic mode.
        self.environment = {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}
        self.more = shlex.split(options.sweep_options)
        self.failures, self.lines, self.raw, self.seconds = [], [], {}, {}
        # Parts that were not run, with the reason.
        self.methods, self.precisions = options.methods.split(","), options.precisions.split(",")
        self.left = dict.fromkeys(self.parts(), "the study was stopped before it")

    def parts(self):
        """Names of all parts in their order; training begins with the third."""
        return ["bench doctor", "goldens", "data and weights",
                *[f"{method}, {precision}" for method in self.methods for precision in self.precisions],
                *[f"{what}, {method}" for method in self.methods for what in ("the peer's profile", "bench's profile by nsys")]]

    def part(self, name, body):
        """What a part gives; `None` where it failed. Stops a part that takes too long."""
        print(f"==> {name}", flush=True)
        self.left.pop(name)
        start = time.perf_counter()

        def stop(*_):
            raise runs.Failed(f"stopped after {self.options.part_limit} s; --part-limit gives it more time")

        signal.signal(signal.SIGALRM, stop)
        signal.alarm(self.options.part_limit)
        try:
            return body()
        except Exception as error:  # A part's failure belongs into the report, whatever it is.
            self.fail(name, str(error) if isinstance(error, runs.Failed) else traceback.format_exc())
            return None
        except BaseException as error:
            self.fail(name, f"stopped: {type(error).__name__} {error}")
            raise
        finally:
            signal.alarm(0)
            self.seconds[name] = time.perf_counter() - start
            print(f"    {self.seconds[name]:.0f} s", flush=True)
            self.write()

    def fail(self, name, reason):
        self.failures.append((name, reason))
        print(f"    {name} failed: {reason.strip().splitlines()[-1]}", flush=True)

    def leave(self, reason, *names):
        for name in names:
            self.left[name] = reason

    # What has to be there

    def require(self):
        options = self.options
        # The peer's modules; scikit-learn fits RDE's mixture there.
        trains = options.only != "verify"
        needed = ["torch"] + ["numpy", "PIL"] * trains + ["sklearn"] * (trains and "rde" in self.methods)
        for module in needed:
            try:
                importlib.import_module(module)
            except ImportError as error:
                sys.exit(f"{sys.executable} cannot import {module}: {error}\nSet PYTHON to another Python, or: "
                         f"{sys.executable} -m pip install torch numpy pillow scikit-learn")
        import torch

        if not options.bench.exists():
            sys.exit(f"{options.bench}: not found. `make build` makes it here; docs/gpu.md says how to bring one along.")
        options.bench = options.bench.resolve()
        if not options.vocabulary.exists():
            sys.exit(f"{options.vocabulary}: not found. `make clip-vocab` fetches CLIP's vocabulary; --vocabulary names it.")
        if options.torch_lib:
            folder = pathlib.Path(torch.__file__).parent / "lib" if options.torch_lib == "auto" else options.torch_lib
            own = options.bench.parent / "lib"
            self.environment["LD_LIBRARY_PATH"] = ":".join(
                [str(folder)] + [str(own)] * own.exists() + [os.environ["LD_LIBRARY_PATH"]] * ("LD_LIBRARY_PATH" in os.environ))
        if self.on_gpu and not torch.cuda.is_available():
            sys.exit(f"This PyTorch ({torch.__version__}) sees no GPU; --device cpu --tiny tries the script without one.")
        try:
            # `--version` does without libtorch; this loads it.
            runs.execute([options.bench, "doctor", "--probe-cuda"], self.environment)
            self.version = runs.version(options.bench, self.environment)
        except runs.Failed as failure:
            sys.exit(f"bench does not start:\n{failure}\nWith a program that was built elsewhere, give --torch-lib auto.")
        self.torch = torch.__version__
        self.name = torch.cuda.get_device_name(options.device) if self.on_gpu else runs.machine()["processor"]
        # By its identity: nvidia-smi counts devices that CUDA_VISIBLE_DEVICES hides.
        identity = getattr(torch.cuda.get_device_properties(options.device), "uuid", None) if self.on_gpu else None
        self.watched = f"GPU-{identity}" if identity else options.device.partition(":")[2] or "0" if self.on_gpu else None
        self.peak = options.peak or next((peak for name, peak in PEAKS.items() if name in self.name), None)
        if self.on_gpu and not self.peak:
            print(f"The bf16 peak of {self.name} is not known here: give --peak for shares of it.", flush=True)
        device = "".join(letter if letter.isalnum() else "-" for letter in self.name.lower()).strip("-")
        self.report = options.report or (
            REPOSITORY / "Benchmarks/reports" / f"{device}-{time.strftime('%Y-%m-%d-%H%M')}.md")
        self.report.parent.mkdir(parents=True, exist_ok=True)
        if self.on_gpu and not shutil.which("nvidia-smi"):
            self.leave("`nvidia-smi` was not found", "idle time and the device's memory")

    def about(self):
        machine = runs.machine()
        driver = ""
        if self.on_gpu and shutil.which("nvidia-smi"):
            driver = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total,power.limit",
                                     "--format=csv,noheader"], capture_output=True, text=True).stdout.strip()
        self.raw["about"] = {**machine, "device": self.options.device, "device_name": self.name, "nvidia_smi": driver,
                             "bench": self.version, "torch": self.torch, "peak_bf16_tera": self.peak}
        self.say(f"# bench on {self.name}", "", f"{machine['date']}, {self.version}, PyTorch {self.torch}, device "
                 f"`{self.options.device}`, {machine['processor']} with {machine['cores']} cores, {machine['system']}.")
        if driver:
            self.say("", f"`nvidia-smi`: {driver}")
        if self.more:
            self.say("", f"bench sweep had `{self.options.sweep_options}` beside its defaults.")
        if not self.on_gpu:
            self.say("", "**A dry run without a GPU: it shows that the script runs, and no number of it means anything.**")

    def say(self, *lines):
        self.lines += lines

    # Doctor and goldens

    def doctor(self):
        command = [self.options.bench, "doctor", "--device", self.options.device.split(":")[0], "--json"]
        result = subprocess.run(list(map(str, command)), capture_output=True, text=True,
                                env={**os.environ, **self.environment})
        try:
            rows = json.loads(result.stdout)["rows"]
        except (ValueError, KeyError):
            raise runs.Failed(result.stderr.strip() or "bench doctor printed no JSON")
        self.raw["doctor"] = rows
        self.say("", "## bench doctor", "", "| row | status | found |", "|---|---|---|")
        self.say(*[f"| {row['check']} | {row['status']} | {row['found'].replace('|', '/')} |" for row in rows])
        for row in rows:
            if row["check"] == "device" and row["status"] == "failed":
                raise runs.Failed(f"bench cannot use the device: {row['found']}. {row.get('remedy', '')}")

    def verify(self):
        self.say("", "## Goldens of the official code", "",
                 "With no option each file is computed in its own precision and all must be `ok`. With a precision forced, "
                 "`fp32` must refuse the fp16 trajectory and nothing else; what the others refuse shows how far they are.", "",
                 "| precision | quantities | not accepted | files with those |", "|---|---|---|---|")
        found = self.raw["verify"] = {}
        for precision in (None, *ALL):
            command = [self.options.bench, "verify", "--device", self.bench_device(), "--goldens", self.options.goldens,
                       "--vocabulary", self.options.vocabulary, "--json"]
            command += ["--precision", precision] if precision else []
            result = subprocess.run(list(map(str, command)), capture_output=True, text=True,
                                    env={**os.environ, **self.environment})
            name = precision or "each file's"
            try:
                findings = json.loads(result.stdout)["findings"]
            except (ValueError, KeyError):
                reason = (result.stderr or result.stdout).strip().splitlines() or [f"exit status {result.returncode}"]
                self.say(f"| {name} | did not run: {reason[0][:200]} | | |")
                self.fail(f"goldens, {name}", "\n".join(reason))
                continue
            bad = [finding for finding in findings if not accepted(finding)]
            files = sorted({finding.get("file", "?") for finding in bad})
            found[name] = findings
            self.say(f"| {name} | {len(findings)} | {len(bad)} | {', '.join(files)} |")
            wanted = {"each file's": set(), "fp32": {file for file in os.listdir(self.options.goldens) if "fp16" in file}}
            if name in wanted and set(files) != wanted[name]:
                self.fail(f"goldens, {name}", f"refused {', '.join(files) or 'nothing'}, and "
                                              f"{', '.join(sorted(wanted[name])) or 'nothing'} was to be refused")

    def bench_device(self):
        return "cuda" if self.options.device == "cuda:0" else self.options.device

    # Training

    def data(self):
        """A rendered set cut to one epoch of the steps, and random weights; both are kept for the next study."""
        options = self.options
        pairs, images = self.steps * self.batch, 10 if options.tiny else 300
        folder = options.work / "data"
        folder.mkdir(parents=True, exist_ok=True)
        size, rendered = ("tiny", "synth-pedes") if options.tiny else ("pretraining", "synth-pedes-source")
        if pairs > (96 if options.tiny else 16_000):
            size, rendered = "large", "synth-pedes"
        source = folder / size
        runs.execute([options.bench, "data", "synth", "--size", size, "--out", source], self.environment)
        dataset = folder / f"{size}-{pairs}-{images}" / "CUHK-PEDES"
        if not (dataset / "reid_raw.json").exists():
            runs.execute([sys.executable, runs.PEER, "cut", source / rendered, dataset, "--pairs", pairs, "--images", images])
        weights = folder / ("random-tiny.pth" if options.tiny else "random-vit-b16.pth")
        if not weights.exists():
            runs.execute([sys.executable, runs.PEER, "weights", weights, *(["--small"] if options.tiny else [])])
        return dataset, weights

    def train(self, method, precision, dataset, weights):
        options = self.options
        common = {"batch_size": self.batch, "vocabulary": options.vocabulary, "device": options.device, "precision": precision}
        workers = options.workers
        more = self.more + (["--workers", workers] if workers is not None else [])
        with runs.Watch(self.watched) as watch:
            began = time.time()
            own = runs.run_own(options.bench, dataset, weights, method, **{**common, "device": self.bench_device()}, more=more,
                               environment=self.environment, name="CUHK-PEDES")
        own_watch = watch
        with runs.Watch(self.watched) as watch:
            peer = runs.run_peer(sys.executable, dataset, weights, method, **common, tiny=options.tiny, keep_images=True,
                                 workers=None if workers is None else str(workers))
        runs.check_work(own, peer, dataset, weights)
        times = own["seconds"]
        start = (own["result"]["provenance"].get("started_at") or began) + times["prepare"] + times.get("divide", 0)
        rows = {}
        for name, seconds, window, seen, evaluations in (
                ("bench", times, (start, start + times["train"]), own_watch, own["evaluations"]),
                ("peer", peer["seconds"], peer["train_window"], watch, peer["evaluations"])):
            rate = peer["trained_pairs"] / seconds["train"]
            test = seconds["evaluate"] + seconds.get("test", 0)
            rows[name] = {
                "pairs_per_second": rate, "step_seconds": seconds["train"] / peer["steps"],
                "tera_per_second": rate * operations(method, options.tiny) / 1e12,
                "peak_share": rate * operations(method, options.tiny) / 1e12 / self.peak if self.peak else None,
                "least_peak_share": rate * image_operations(options.tiny) / 1e12 / self.peak if self.peak else None,
                "idle": seen.idle(*window), "device_memory_mib": max(seen.memory, default=None),
                "divide_seconds": seconds.get("divide", 0), "evaluation_seconds": test / evaluations,
                "paper_hours": hours(seconds, test / evaluations, peer),
            }
        rows["bench"]["stored_peak_bytes"] = stored_peak(own["result"]["provenance"])
        rows["peer"]["stored_peak_bytes"] = peer.get("peak_device_bytes")
        self.raw.setdefault("training", []).append({"method": method, "precision": precision, "rows": rows, "bench": own,
                                                    "peer": peer})
        return rows

    def training(self):
        prepared = self.part("data and weights", self.data)
        self.say("", f"## {self.steps} steps of {self.batch} pairs", "",
                 f"{'A tiny model' if self.options.tiny else 'ViT-B/16 at 384x128'} from random weights on rendered data, half of "
                 "the captions shuffled; the peer (Benchmarks/peers) does the official way's work, in the same run, just after. "
                 "Both decode and resize each image once, before the first step, which is in no number of the table.",
                 "Operations are those of the papers' model, three times a forward pass: 193 image and 77 text tokens a pair, counted "
                 "in full for both programs, though bench leaves out padding, words that are not masked and what is computed "
                 "twice. Its image encoder alone, of which nothing is left out, is the lower bound beside it. The share is of "
                 + (f"{self.peak:g}e12 bf16 operations a second." if self.peak else "a peak that is not known here."),
                 "Idle is 1 - the mean of `nvidia-smi`'s utilisation over the training phase: the share of its sampling periods "
                 "without any kernel, so a lower bound of the truth. Memory is the device's, at its highest, all programs.", "",
                 "| method | precision | program | pairs/s | bench / peer | 1e12 op/s | of bf16 peak | image encoder alone | idle | memory, MiB | "
                 "own peak, MiB | 60 epochs of CUHK-PEDES, h |", "|---|---|---|---|---|---|---|---|---|---|---|---|")
        if prepared is None:
            self.leave("data and weights could not be prepared", *self.parts()[3:])
            return
        for method in self.methods:
            for precision in self.precisions:
                name = f"{method}, {precision}"
                rows = self.part(name, lambda: self.train(method, precision, *prepared))
                if rows is None:
                    self.say(f"| {method.upper()} | {precision} | failed, see below | | | | | | | | | |")
                    continue
                ratio = rows["bench"]["pairs_per_second"] / rows["peer"]["pairs_per_second"]
                for program, row in rows.items():
                    cells = [method.upper(), precision, program, f"{row['pairs_per_second']:.4g}",
                             f"{ratio:.2f}" if program == "bench" else "", f"{row['tera_per_second']:.3g}",
                             percent(row["peak_share"]), percent(row["least_peak_share"]), percent(row["idle"]), mebibytes(row["device_memory_mib"], 1),
                             mebibytes(row["stored_peak_bytes"], 2**20), f"{row['paper_hours']:.3g}"]
                    self.say("| " + " | ".join(cells) + " |")
                print("    " + ", ".join(f"{program} {row['pairs_per_second']:.4g} pairs/s" for program, row in rows.items()),
                      flush=True)
        self.say("", "60 epochs are the measured seconds a pair of training and division times 68,126 pairs, and an evaluation's "
                 f"time times {PAPER_IMAGES} images over those measured.")
        self.bars()
        self.profiles(*prepared)

    def bars(self):
        """What an accelerated run is held to."""
        runs_of = self.raw.get("training", [])
        if not self.on_gpu or self.options.tiny or not runs_of:
            return
        self.say("", "| bar | measured | |", "|---|---|---|")
        for entry in runs_of:
            own, peer = entry["rows"]["bench"], entry["rows"]["peer"]
            name = f"{entry['method'].upper()}, {entry['precision']}"
            wanted = [("at least 2x the peer", own["pairs_per_second"] / peer["pairs_per_second"], 2, False)]
            if entry["precision"] == "bf16":
                wanted.append(("at least 40% of the bf16 peak", own["peak_share"], 0.4, False))
            wanted.append(("idle under 5%", own["idle"], 0.05, True))
            for bar, value, limit, below in wanted:
                verdict = "not measured" if value is None else "reached" if (value < limit) == below else "**missed**"
                self.say(f"| {name}: {bar} | {'' if value is None else format(value, '.3g')} | {verdict} |")

    def profiles(self, dataset, weights):
        """The ten largest costs of a step: PyTorch's profiler on the peer, `nsys` on bench where it is installed."""
        for method in self.methods:
            self.part(f"the peer's profile, {method}", lambda: self.peer_profile(method, dataset, weights))
            name = f"bench's profile by nsys, {method}"
            if not self.on_gpu:
                self.leave("there is no GPU", name)
            elif not shutil.which("nsys"):
                self.leave("`nsys` was not found", name)
            else:
                self.part(name, lambda: self.nsys(method, dataset, weights))

    def peer_profile(self, method, dataset, weights):
        target = self.options.work / f"{method}-profile.json"
        runs.run_peer(sys.executable, dataset, weights, method, batch_size=self.batch, vocabulary=self.options.vocabulary,
                      device=self.options.device, precision="bf16", tiny=self.options.tiny, profile=target)
        rows = json.loads(target.read_text())
        self.raw.setdefault("profile", {})[method] = rows
        self.say("", f"## Largest costs of the peer's step, {method.upper()}, bf16", "",
                 "| share | ms a step | calls | operation |", "|---|---|---|---|")
        self.say(*[f"| {row['share']:.1%} | {row['ms_per_step']:.2f} | {row['calls_per_step']:.0f} | `{row['operation'][:90]}` |"
                   for row in rows])

    def nsys(self, method, dataset, weights):
        file = self.options.work / f"{method}-nsys"
        runs.run_own(self.options.bench, dataset, weights, method, batch_size=self.batch, vocabulary=self.options.vocabulary,
                     device=self.bench_device(), precision="bf16", environment=self.environment, name="CUHK-PEDES",
                     more=self.more, prefix=["nsys", "profile", "-t", "cuda", "-o", file, "--force-overwrite", "true"])
        said, _ = runs.execute(["nsys", "stats", "--report", "cuda_gpu_kern_sum", f"{file}.nsys-rep"])
        self.say("", f"bench's kernels by `nsys`, {method.upper()}, bf16, the whole run:", "", "```text",
                 *[line[:160] for line in said.splitlines() if line.strip()][:14], "```")

    def write(self):
        """The report as it stands: Markdown, and all numbers as JSON beside it."""
        lines = list(self.lines)
        if self.failures:
            lines += ["", "## What failed", ""]
            for name, reason in self.failures:
                lines += [f"**{name}**", "", "```text", reason.strip(), "```", ""]
        else:
            lines += ["", "No part failed."]
        if self.left:
            lines += ["", "## Not run", "", *[f"- {name}: {reason}" for name, reason in self.left.items()]]
        self.report.write_text("\n".join(lines) + "\n")
        everything = {**self.raw, "seconds": self.seconds, "failed": dict(self.failures), "not_run": self.left}
        self.report.with_suffix(".json").write_text(json.dumps(everything, indent=1, default=str))


def accepted(finding):
    """Whether a line of `bench verify --json` is as expected."""
    for key in ("is_accepted", "isAccepted", "ok"):
        if key in finding:
            return bool(finding[key])
    raise runs.Failed(f"a finding of bench verify without a verdict: {finding}")


def stored_peak(provenance):
    """The peak that bench stored of the device's memory, in bytes; `None` where it stored none or the process's."""
    return provenance.get("peak_memory_bytes") if provenance.get("peak_memory_of") == "device" else None


def encoder(tokens, width, layers):
    """Operations of a transformer forward, each multiply-add as two."""
    return layers * tokens * (24 * width**2 + 4 * tokens * width)


def image_operations(tiny):
    """Operations of the image encoder for one training pair: forward once and backward twice."""
    wide, layers, joint = (64, 2, 64) if tiny else (768, 12, 512)
    return 3 * (encoder(193, wide, layers) + 192 * 2 * 768 * wide + 193 * 2 * wide * joint)


def operations(method, tiny):
    """Operations of one training pair, of all that the official code computes."""
    narrow, layers, joint = (64, 2, 64) if tiny else (512, 12, 512)
    image = image_operations(tiny) / 3
    text = encoder(77, narrow, layers) + 77 * 2 * narrow * joint
    if method == "rde":
        head = (57 + 22) * 2 * joint * (2 * joint + joint + 2 * joint)
        return 3 * (image + text + head)
    cross = 77 * (24 * joint**2 // 3) + 193 * 4 * joint**2 + 4 * 77 * 193 * joint
    words = 77 * 2 * joint * (joint + 49_408)
    return 3 * (image + 2 * text + cross + encoder(77, joint, 4) + words)


def hours(seconds, evaluation, peer):
    """60 epochs on CUHK-PEDES at the measured rates."""
    a_pair = (seconds["train"] + seconds.get("divide", 0)) / peer["pairs"]
    return PAPER_EPOCHS * (a_pair * PAPER_PAIRS + evaluation * PAPER_IMAGES / peer["images"]) / 3600


def percent(value):
    return "" if value is None else f"{value:.1%}"


def mebibytes(value, unit):
    return "" if value is None else f"{value / unit:,.0f}"


def main():
    options = arguments()
    options.work = options.work.resolve()
    os.environ.setdefault("NCBENCH_SCRATCH", str(options.work / "scratch"))
    runs.end_programs_when_terminated()
    study = Study(options)
    study.require()
    study.about()
    try:
        if options.only == "train":
            study.leave("--only train", "bench doctor", "goldens")
        else:
            study.part("bench doctor", study.doctor)
            study.part("goldens", study.verify)
        if options.only == "verify":
            study.leave("--only verify", *study.parts()[2:])
        else:
            study.training()
    finally:
        study.write()
        print(f"\n{study.report}\n{study.report.with_suffix('.json')}", flush=True)
    sys.exit(1 if study.failures else 0)


if __name__ == "__main__":
    main()
