"""The parity study: bench beside the official code of RDE and IRRA, from the same weights, on the same rendered data.

make parity OFFICIAL_RDE=DIR OFFICIAL_IRRA=DIR [PARITY_OPTIONS='--jobs 4']

1. start check: embeddings of the test split by both programs, before any training
2. replay: the official training fed with bench's recorded random draws, epoch by epoch
3. free draws: both with their own randomness, several seeds, Welch's test

Finished runs are kept in the folder and not repeated. Reports/parity/README.md says what is replaced in the official code and how
to read the results; they are written between its markers with --document. Exits with 1 where a criterion fails.
"""

import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

import bench_side
import document
import official_code
import study
from bench_side import runs
from queue_of_jobs import Job, Queue

HERE = pathlib.Path(__file__).resolve().parent
# torchvision of this PyTorch, without what it depends on; Pillow's resizing is another from 13 on.
PACKAGES = ["torchvision==0.28.0", "pillow==12.1.1"]
# What of ours decides the official side's numbers.
SCRIPTS = ["patches.py", "official_run.py", "replay.py", "../peers/embedded_weights.py"]
NOISE = sorted({rate for variant in study.VARIANTS for rate in variant.noise})
PARTS = ["start", "replay", "free"]


def some_of(known):
    """Reads a list of some of these, separated by commas."""
    def read(text):
        words = {str(value): value for value in known}
        unknown = [word for word in text.split(",") if word not in words]
        if unknown:
            raise argparse.ArgumentTypeError(f"'{unknown[0]}' is none of {', '.join(words)}.")
        return [words[word] for word in text.split(",")]

    return read


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=bench_side.REPOSITORY / ".build/release/bench", type=pathlib.Path)
    parser.add_argument("--python", default=bench_side.REPOSITORY / ".deps/torch/bin/python", type=pathlib.Path)
    parser.add_argument("--official-rde", metavar="DIR", help="RDE's repository, or its folder 2024-CVPR-RDE")
    parser.add_argument("--official-irra", metavar="DIR", help="IRRA's repository")
    parser.add_argument("--out", default=bench_side.REPOSITORY / "Results/parity", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=study.DEFAULT_SEEDS,
                        help=f"how many of each program (default: {study.DEFAULT_SEEDS})")
    parser.add_argument("--noise", type=some_of(NOISE), default=NOISE,
                        help="only these rates, in percent, separated by commas (default: each variant's)")
    parser.add_argument("--variants", type=some_of(list(study.BY_ID)), default=list(study.BY_ID),
                        help=f"only these, separated by commas: {', '.join(study.BY_ID)}")
    parser.add_argument("--epochs", type=int, help="passes over the training pairs (default: the recipe's)")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once, of one thread each (default: 2)")
    parser.add_argument("--parts", type=some_of(PARTS), default=PARTS, help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--both-ways", action="store_true",
                        help="free draws also of the variants that are only replayed: as many runs more")
    parser.add_argument("--quick", action="store_true", help="one seed and two epochs, to try it: no verdict about parity")
    parser.add_argument("--document", metavar="FOLDER", type=pathlib.Path,
                        help="also write tables, figure and the results of README.md here, such as Reports/parity")
    return parser.parse_args()


def packages(options):
    """torchvision and Pillow in a folder of their own: the versions of the tests stay as they are."""
    folder = options.out / "packages"
    mark = folder / "installed.json"
    if mark.exists() and json.loads(mark.read_text()) == PACKAGES:
        return folder
    print(f"==> {' and '.join(PACKAGES)} into {folder}: 15 MB to download", flush=True)
    runs.execute([options.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade",
                  "--target", folder, *PACKAGES])
    mark.write_text(json.dumps(PACKAGES))
    return folder


class Study:
    """The jobs, from the options."""

    def __init__(self, options, codes):
        self.options, self.codes = options, codes
        self.out = options.out
        for name in ("runs", "bench", "noise", "logs", "scratch", "draws", "start"):
            (self.out / name).mkdir(parents=True, exist_ok=True)
        self.packages = packages(options)
        self.data = self.out / "data"
        self.root = bench_side.render(options.bench, self.data)
        self.program = bench_side.program(options.bench)
        self.scripts = {name: bench_side.sha256(HERE / name) for name in SCRIPTS}
        self.weights = bench_side.sha256(bench_side.WEIGHTS)
        self.rates, self.parts = options.noise, options.parts
        # Of the chosen ones, those that have a chosen rate.
        self.variants = [variant for variant in map(study.BY_ID.get, options.variants) if self.noise(variant)]
        if not self.variants or options.seeds < 1:
            raise runs.Failed("Nothing is to be run: no seeds, or none of these variants is studied at such noise; "
                              "Reports/parity/README.md has a table.")

    def noise(self, variant):
        return [rate for rate in variant.noise if rate in self.rates]

    def compares_freely(self, variant):
        return "free" in self.parts and (variant.free or self.options.both_ways)

    def seeds(self, variant):
        """How many are run; one, where a variant is only replayed."""
        return self.options.seeds if self.compares_freely(variant) else 1

    def jobs(self):
        """All of them: the first seeds come first, so that there is something to look at early."""
        result = []
        cells = [(variant, noise) for variant in self.variants for noise in self.noise(variant)]
        for seed in range(1, self.options.seeds + 1):
            for variant, noise in cells:
                if seed > self.seeds(variant):
                    continue
                result.append(self.bench_job(variant, noise, seed))
                if self.compares_freely(variant):
                    result.append(self.official_job(variant, noise, seed))
                if seed == 1 and noise == max(self.noise(variant)) and "replay" in self.parts:
                    result += [self.draws_job(variant, noise), self.replay_job(variant, noise),
                               self.replay_job(variant, noise, "control", nudge=True)]
        if "start" in self.parts:
            result = [job for kind in self.kinds() for job in self.start_jobs(kind)] + result
        return result

    def kinds(self):
        return sorted({variant.kind for variant in self.variants}, reverse=True)

    def bench_job(self, variant, noise, seed):
        def work(results, key):
            file, usage = bench_side.sweep(self.options.bench, variant, noise, seed, self.options.epochs, self.data,
                                           self.out / "bench" / f"{job.id}-{key}")
            result, index = bench_side.read(file)
            target = self.out / "noise" / f"{result['spec']['noise']['indexChecksum'][:16]}.npy"
            # Jobs of one noise write the same file.
            with open(partial := target.with_suffix(f".{job.id}"), "wb") as stream:
                np.save(stream, index)
            partial.rename(target)
            return result | {"file": str(file), "index": str(target), "usage": usage}

        inputs = lambda results: [variant.bench_options(), noise, seed, self.options.epochs, self.program]
        job = Job(name("bench", variant, noise, seed), "bench", f"bench, {variant.title} {noise}% seed {seed}", inputs, work,
                  words=best_and_last)
        return job

    def official_inputs(self, kind, *more):
        return [kind, self.codes[kind].digest, self.scripts, self.weights, PACKAGES, *more]

    def official_job(self, variant, noise, seed):
        need = name("bench", variant, noise, seed)
        inputs = lambda results: self.official_inputs(variant.kind, variant.evaluation_mode, variant.masks_in_place,
                                                      results[need]["spec"], seed)
        work = lambda results, key: self.official(job.id, key, variant, results[need], seed)
        job = Job(name("official", variant, noise, seed), "official", f"official, {variant.title} {noise}% seed {seed}",
                  inputs, work, (need,), best_and_last)
        return job

    def draws_job(self, variant, noise):
        need = name("bench", variant, noise, 1)

        def work(results, key):
            out = self.out / "draws" / f"{job.id}-{key}.h5"
            epochs = len(results[need]["epochs"])
            bench_side.record_draws(self.options.bench, results[need]["file"], epochs, out)
            return {"file": str(out), "sha256": bench_side.sha256(out)}

        inputs = lambda results: [results[need]["spec"], self.program]
        job = Job(name("draws", variant, noise, 1), "draws", f"draws of bench, {variant.title} {noise}% seed 1", inputs, work,
                  (need,), lambda result: "recorded")
        return job

    def replay_job(self, variant, noise, side="replay", **more):
        """The official code on bench's draws; as a control, from initial values that differ in the last bit."""
        need, draws = name("bench", variant, noise, 1), name("draws", variant, noise, 1)
        inputs = lambda results: self.official_inputs(variant.kind, variant.evaluation_mode, variant.masks_in_place,
                                                      results[need]["spec"], results[draws]["sha256"], more)
        work = lambda results, key: self.official(job.id, key, variant, results[need], 1, draws=results[draws]["file"], **more)
        job = Job(name(side, variant, noise, 1), "official", f"{side}, {variant.title} {noise}% seed 1", inputs, work,
                  (need, draws), best_and_last)
        return job

    def start_jobs(self, kind):
        """bench's embeddings of the starting weights, and the official code's."""
        ours, theirs = f"start-bench-{kind}", f"start-official-{kind}"
        variant = next(variant for variant in self.variants if variant.kind == kind)
        need = name("bench", variant, self.noise(variant)[0], 1)

        def eval_work(results, key):
            heads, said = bench_side.start(self.options.bench, self.data, self.out / "start" / f"{ours}-{key}.h5")
            np.savez(file := self.out / "start" / f"{ours}-{key}.npz", **heads)
            return {"arrays": str(file), "said": said}

        def official_work(results, key):
            file = self.out / "start" / f"{theirs}-{key}.npz"
            result = self.official(theirs, key, variant, results[need], 1, task="start", arrays=str(file))
            return result | {"arrays": str(file)}

        title = f"start of {self.codes[kind].source.name}"
        return [Job(ours, "start", f"bench, {title}", lambda results: [kind, self.program, self.weights], eval_work,
                    words=lambda result: "encoded"),
                Job(theirs, "start", f"official, {title}",
                    lambda results: self.official_inputs(kind, results[need]["spec"]), official_work, (need,),
                    lambda result: f"R@1 {result['metrics']['R1']:.2f}")]

    def official(self, id, key, variant, own, seed, task="train", **more):
        """One process of official_run.py on what bench's run says of itself."""
        scratch = self.out / "scratch" / f"{id}-{key}"
        scratch.mkdir(parents=True, exist_ok=True)
        file, out = scratch / "job.json", scratch / "result.json"
        file.write_text(json.dumps({
            "kind": variant.kind, "folder": str(self.codes[variant.kind].folder), "packages": str(self.packages),
            "spec": own["spec"], "weights": str(bench_side.WEIGHTS), "noise_index": own["index"], "root": str(self.root),
            "seed": seed, "epochs": own["spec"]["recipe"]["epochs"], "evaluation_mode": variant.evaluation_mode,
            "masks_in_place": variant.masks_in_place, "keep_images": seed > 1, "scratch": str(scratch), "out": str(out), "task": task, **more}))
        _, usage = runs.execute([self.options.python, HERE / "official_run.py", file], log=self.out / "logs" / f"{id}-{key}.txt")
        return json.loads(out.read_text()) | {"usage": usage}


def name(side, variant, noise, seed):
    return f"{side}-{variant.id}-{noise}-{seed}"


def best_and_last(result):
    return f"R@1 Best {result['best']['R1']:.1f}, Last {result['last']['R1']:.1f}"


def end_children():
    """Ends the programs that threads wait for; each leads a group of its own."""
    for file in pathlib.Path("/proc/self/task").glob("*/children"):
        for child in file.read_text().split():
            try:
                os.killpg(int(child), signal.SIGTERM)
            except ProcessLookupError:
                pass


def main():
    options = arguments()
    if options.quick and options.document:
        sys.exit("--document: not with --quick, whose epochs say nothing about parity.")
    if options.quick:
        options.seeds, options.epochs = 1, options.epochs or 2
    options.bench, options.out = options.bench.resolve(), options.out.resolve()
    for file, remedy in ((options.bench, "`make build` makes it"), (options.python, "`make deps-test` makes it")):
        if not file.exists():
            sys.exit(f"{file}: not found; {remedy}.")
    codes, complaints = {}, []
    for kind, given in (("rde", options.official_rde), ("irra", options.official_irra)):
        try:
            codes[kind] = official_code.find(kind, given)
        except official_code.Missing as missing:
            complaints.append(str(missing))
    if complaints:
        sys.exit("\n".join(complaints))
    for code in codes.values():
        print(code.words().replace("**", "").replace("`", ""), flush=True)
    runs.end_programs_when_terminated()
    try:
        prepared = Study(options, codes)
        say = lambda text: print(text, flush=True)
        results, failures = Queue(prepared.jobs(), options.out / "runs", options.jobs, say).run()
    except (runs.Failed, subprocess.SubprocessError) as failure:
        sys.exit(str(failure))
    except (KeyboardInterrupt, SystemExit):
        end_children()
        sys.exit("Stopped; what is finished is kept, and the same command goes on from there.")
    passed = document.write(prepared, results, failures)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
