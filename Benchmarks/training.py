"""bench and the plain-PyTorch peer in turn at equal threads: ratios of times and memory, with their range.

python Benchmarks/training.py [--bench FILE] [--rounds 3] [--parts rde,irra,embedded] [--out Results/bench]

`make bench` runs it with the release build. Each round runs both programs on the same data and weights, who begins changes
from round to round, and a ratio is of one round: the peer's time (or memory) over bench's. Refuses to compare different work.
"""

import argparse
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))
import runs

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
# The bars that a release is held to: ratio of the peer's time to bench's; of memory the other way round.
BARS = {("rde", "training step"): 1.25, ("irra", "training step"): 1.5, ("rde", "division pass"): 1.25,
        ("rde", "evaluation"): 2.5, ("rde", "whole run"): 1.9, ("rde", "peak memory"): 1 / 0.65,
        ("embedded", "training step"): 1.5}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=REPOSITORY / ".build/release/bench", type=pathlib.Path)
    parser.add_argument("--python", default=REPOSITORY / ".deps/torch/bin/python")
    parser.add_argument("--vocabulary", default=REPOSITORY / ".cache/clip/bpe_simple_vocab_16e6.txt.gz")
    parser.add_argument("--out", default=REPOSITORY / "Results/bench", type=pathlib.Path)
    parser.add_argument("--parts", default="rde,irra,embedded")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=64)
    parser.add_argument("--images", type=int, default=100, help="images of the test split, with two captions each")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--embedded-epochs", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="the ten largest costs of a training step in place of ratios")
    return parser.parse_args()


def prepare(options):
    """Data and weights, where they are missing. Gives the folders of the datasets and the weights' file."""
    data = options.out / "data"
    data.mkdir(parents=True, exist_ok=True)
    for variant in ("rstp", "cuhk"):
        runs.execute([options.bench, "data", "synth", "--variant", variant, "--out", data])
    sets = {"embedded": data / "synth-pedes"}
    # A cut for each size asked for; the folder's name has to be the dataset's.
    for name, images in (("ratios", options.images), ("profile", 10)):
        sets[name] = data / f"{options.pairs}-{images}" / "RSTPReid"
        if not (sets[name] / "data_captions.json").exists():
            runs.execute([options.python, runs.PEER, "cut", data / "synth-pedes-rstp", sets[name], "--pairs", options.pairs,
                          "--images", images])
    weights = data / "random-vit-b16.pth"
    if not weights.exists():
        print("Random ViT-B/16 weights into", weights, flush=True)
        runs.execute([options.python, runs.PEER, "weights", weights])
    return sets, weights


def pair(options, part, sets, weights, turn):
    """Both programs once, in the order of the turn."""
    if part == "embedded":
        dataset, start = sets["embedded"], REPOSITORY / "Sources/CEmbeddedWeights/embedded.safetensors"
        own = lambda: runs.run_own(options.bench, dataset, None, "rde", epochs=options.embedded_epochs, name="synth-pedes",
                                   threads=options.threads, more=["--workers", 0])
        peer = lambda: runs.run_peer(options.python, dataset, start, "rde", small=True, epochs=options.embedded_epochs,
                                     threads=options.threads, workers="0")
    else:
        dataset, start = sets["ratios"], weights
        own = lambda: runs.run_own(options.bench, dataset, weights, part, batch_size=options.batch_size,
                                   threads=options.threads, vocabulary=options.vocabulary, more=["--workers", 0])
        peer = lambda: runs.run_peer(options.python, dataset, weights, part, batch_size=options.batch_size,
                                     threads=options.threads, vocabulary=options.vocabulary, workers="0")
    results = {}
    for name, body in [("bench", own), ("peer", peer)][:: 1 if turn % 2 == 0 else -1]:
        results[name] = body()
    runs.check_work(results["bench"], results["peer"], dataset, start)
    return results["bench"], results["peer"]


def compare(options):
    sets, weights = prepare(options)
    about = {**runs.machine(), "bench": runs.version(options.bench), "threads": options.threads,
             "batch_size": options.batch_size, "pairs": options.pairs, "images": options.images, "rounds": options.rounds}
    parts = options.parts.split(",")
    measured = {part: {} for part in parts}
    raw = []
    for turn in range(options.rounds):
        for part in parts:
            own, peer = pair(options, part, sets, weights, turn)
            about["torch"] = {"bench": own["result"]["provenance"].get("torch_version"), "peer": peer["torch"]}
            raw.append({"part": part, "round": turn + 1, "bench": own, "peer": peer})
            found = runs.quantities(own, peer)
            for name, values in found.items():
                measured[part].setdefault(name, []).append(values)
            ratios = [f"{name} {found[name][1] / found[name][0]:.2f}" for name in found if name not in runs.UNRATED]
            print(f"round {turn + 1}, {part}: {', '.join(ratios)}", flush=True)
    about["load_after"] = runs.machine()["load"]
    text = table(about, measured)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "training.json").write_text(json.dumps({"about": about, "runs": raw}, indent=1))
    (options.out / "training.md").write_text(text)
    print("\n" + text)
    print("Also in", options.out / "training.md", "and, with every run,", options.out / "training.json")


def table(about, measured):
    lines = [
        f"{about['date']}, {about['processor']} ({about['cores']} cores), load {about['load'][0]} before and "
        f"{about['load_after'][0]} after, {about['bench']}, libtorch {about['torch']['bench']}, PyTorch {about['torch']['peer']}, "
        f"{about['threads']} thread(s) each, {about['pairs']} pairs in batches of {about['batch_size']}, {about['images']} test "
        f"images and {2 * about['images']} captions (embedded default: its own), {about['rounds']} round(s).", "",
        "| what | bench | peer | peer / bench, median (range) | bar | |", "|---|---|---|---|---|---|"]
    for part, rows in measured.items():
        for name, values in rows.items():
            unit, scale = ("GB", 1e9) if name == "peak memory" else ("s", 1)
            sides = [[value[side] for value in values if value[side] is not None] for side in (0, 1)]
            middle = [f"{runs.statistics.median(side) / scale:.3g} {unit}" if side else "" for side in sides]
            bar, ratio, verdict = BARS.get((part, name)), "", ""
            if name not in runs.UNRATED:
                ratios = [theirs / ours for ours, theirs in values]
                ratio = runs.spread(ratios)
                verdict = "" if bar is None else "reached" if runs.statistics.median(ratios) >= bar else "**missed**"
            label = "embedded default" if part == "embedded" else part.upper()
            lines.append(f"| {label}: {name} | {' | '.join(middle)} | {ratio} | "
                         f"{'' if bar is None else format(bar, '.2f')} | {verdict} |")
    return "\n".join(lines) + "\n"


def profile(options):
    """`perf` on bench and PyTorch's profiler on the peer: a training step without division and with a small test split."""
    sets, weights = prepare(options)
    options.out.mkdir(parents=True, exist_ok=True)
    for method in [part for part in options.parts.split(",") if part in runs.METHODS]:
        file = options.out / f"{method}.perf"
        more = ["--workers", 0] + (["--set", "rde-tal.divides=false"] if method == "rde" else [])
        runs.run_own(options.bench, sets["profile"], weights, method, batch_size=options.batch_size, threads=options.threads,
                     vocabulary=options.vocabulary, epochs=2, more=more,
                     prefix=["perf", "record", "-q", "-e", "cpu-clock", "-F", 199, "-o", file, "--"])
        rows = subprocess.run(["perf", "report", "-i", str(file), "--stdio", "--no-children", "-F", "period,dso,symbol", "-q"],
                              capture_output=True, text=True, check=True).stdout
        shares = {}
        for period, symbol in (line.split(None, 1) for line in rows.splitlines() if line.strip()[:1].isdigit()):
            # oneDNN's products are code that it writes as it runs, without names.
            name = "oneDNN's products (generated code)" if symbol.startswith("[JIT]") else " ".join(symbol.split())
            shares[name] = shares.get(name, 0) + int(period)
        rows = sorted(shares.items(), key=lambda row: -row[1])[:10]
        print(f"\nbench, {method}: share of processor time\n")
        print("| share | symbol |\n|---|---|")
        for name, share in rows:
            print(f"| {share / sum(shares.values()):.1%} | `{name[:110]}` |")
        target = options.out / f"{method}-peer-profile.json"
        runs.run_peer(options.python, sets["profile"], weights, method, batch_size=options.batch_size,
                      threads=options.threads, vocabulary=options.vocabulary, profile=target)
        print(f"\npeer, {method}: share of the step's time in operations\n")
        print("| share | ms a step | calls | operation |\n|---|---|---|---|")
        for row in json.loads(target.read_text()):
            print(f"| {row['share']:.1%} | {row['ms_per_step']:.1f} | {row['calls_per_step']:.0f} | `{row['operation']}` |")


def main():
    options = arguments()
    runs.end_programs_when_terminated()
    options.bench, options.out = options.bench.resolve(), options.out.resolve()
    for file, remedy in ((options.bench, "`make build` makes it"), (options.vocabulary, "`make clip-vocab` fetches it"),
                         (options.python, "`make deps-test` makes it")):
        if not pathlib.Path(file).exists():
            sys.exit(f"{file}: not found; {remedy}.")
    try:
        profile(options) if options.profile else compare(options)
    except runs.Failed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
