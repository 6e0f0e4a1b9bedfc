"""From results to comparisons and verdicts: nothing is run and nothing is written here."""

import dataclasses

import numpy as np

import study
import welch


@dataclasses.dataclass
class Verdict:
    """One criterion of study.py, and whether it is met."""

    criterion: str
    passed: bool
    words: str


def pick(results, side, variant, noise):
    """Results of one side by seed."""
    prefix = f"{side}-{variant.id}-{noise}-"
    found = {int(id.removeprefix(prefix)): result for id, result in results.items() if id.startswith(prefix)}
    return dict(sorted(found.items()))


# The start


def start(results, kinds):
    """Rows (method, head, kind of embedding, largest difference) and (method, metric, official, bench), and verdicts."""
    differences, metrics, verdicts = [], [], []
    for kind in kinds:
        ours, theirs = results.get(f"start-bench-{kind}"), results.get(f"start-official-{kind}")
        if not ours or not theirs:
            continue
        method, own, other = kind.upper(), np.load(ours["arrays"]), np.load(theirs["arrays"])
        same_order = all(np.array_equal(own[name], other[name]) for name in ("query_identities", "gallery_identities"))
        names = [name for name in other.files if not name.endswith("identities")]
        found = {name: float(np.abs(own[name] - other[name]).max()) if own[name].shape == other[name].shape else np.inf
                 for name in names}
        differences += [(method, *name.split("_"), value) for name, value in found.items()]
        largest = max(found.values())
        verdicts.append(Verdict(
            f"start: embeddings of {method} within {study.LARGEST_DIFFERENCE:g}",
            same_order and largest <= study.LARGEST_DIFFERENCE,
            f"largest difference {largest:.1e}" + ("" if same_order else ", and identities in another order")))
        said = metrics_of(ours["said"], [name.split("_")[0] for name in names])
        pairs = [(name, theirs["metrics"][name], said[name]) for name in study.METRICS]
        metrics += [(method, *pair) for pair in pairs]
        unequal = [name for name, a, b in pairs if f"{a:.{study.METRIC_DECIMALS}f}" != f"{b:.{study.METRIC_DECIMALS}f}"]
        verdicts.append(Verdict(f"start: metrics of {method} to {study.METRIC_DECIMALS} decimals", not unequal,
                                "all equal" if not unequal else f"{', '.join(unequal)} differ"))
    return differences, metrics, verdicts


def metrics_of(said, heads):
    """Text-to-image metrics of what a method retrieves with, of `bench eval --json`: RDE's mean of its heads, IRRA's only one."""
    rows = {row["head"]: row["metrics"] for row in said["scores"] if row["direction"] == "text-to-image"}
    name = "global" if set(heads) == {"global"} else next(name for name in rows if name not in heads)
    return {metric: rows[name][ours] for metric, ours in study.BENCH_METRICS.items()}


# The replay


def kept_differently(own, other):
    if "kept" not in own or "kept" not in other:
        return None
    return int(np.sum(np.asarray(own["kept"]) != np.asarray(other["kept"])))


def replay(results, variants, noise_of):
    """A row for each replayed run, and verdicts."""
    rows, verdicts = [], []
    for variant in variants:
        for noise in noise_of(variant):
            theirs, ours = (pick(results, side, variant, noise).get(1) for side in ("replay", "bench"))
            if not theirs or not ours:
                continue
            row = compare_curves(ours["epochs"], theirs["epochs"])
            control = pick(results, "control", variant, noise).get(1)
            row |= {"variant": variant, "noise": noise, "ours": ours, "theirs": theirs,
                    "control": compare_curves(control["epochs"], theirs["epochs"]) if control else None}
            rows.append(row)
            verdicts.append(repeated(row))
    return rows, verdicts


def repeated(row):
    """The verdict on a replay."""
    epochs = len(row["ours"]["epochs"])
    wanted = min(study.AMPLIFIED_EPOCHS if row["variant"].amplifies else study.REPLAYED_EPOCHS, epochs)
    loss, kept = max(row["relative"][:wanted]), [count for count in row["kept"][:wanted] if count is not None]
    words = f"R@1 equal in the first {row['equal_r1']} of {epochs} epochs; in the first {wanted} losses within {loss:.0e}"
    words += f" and {sum(kept)} pairs kept otherwise" if kept else ""
    passed = row["equal_r1"] >= wanted and loss <= study.RELATIVE_LOSS and not sum(kept)
    return Verdict(f"replay: {row['variant'].title} {row['noise']}%, {count_of(wanted, 'epoch')}", passed, words)


def count_of(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def compare_curves(ours, theirs):
    """How long two curves are equal, and by how much they differ then."""
    gaps = [abs(a["metrics"]["R1"] - b["metrics"]["R1"]) for a, b in zip(ours, theirs)]
    rounded = lambda epoch: f"{epoch['metrics']['R1']:.{study.R1_DECIMALS}f}"
    equal = next((place for place, (a, b) in enumerate(zip(ours, theirs)) if rounded(a) != rounded(b)), len(gaps))
    relative = [abs(a["loss"] - b["loss"]) / max(abs(a["loss"]), 1e-12) for a, b in zip(ours, theirs)]
    kept = [kept_differently(a, b) for a, b in zip(ours, theirs)]
    known = any(count is not None for count in kept)
    return {"equal_r1": equal, "gaps": gaps, "relative": relative, "kept": kept,
            "equal_kept": next((place for place, count in enumerate(kept) if count), len(kept)) if known else None}


# Free draws


def usage(what, *results):
    return [result["usage"][what] for result in results]


def mean_of_curve(result):
    """R@1 of the selection split, averaged over all epochs."""
    return float(np.mean([epoch["metrics"]["R1"] for epoch in result["epochs"]]))


# What of a run is compared, by its name in the tables.
COMPARED = {"Best": lambda result: result["best"]["R1"], "Last": lambda result: result["last"]["R1"],
            "all epochs (val)": mean_of_curve}
BOUNDED = "all epochs (val)"


def free(results, variants, noise_of):
    """Rows of Welch's test for Best, Last and whole curves, and verdicts."""
    rows = []
    for variant in variants:
        for noise in noise_of(variant):
            ours, theirs = (list(pick(results, side, variant, noise).values()) for side in ("bench", "official"))
            for name, value in COMPARED.items() if ours and theirs else ():
                values = [[value(result) for result in side] for side in (ours, theirs)]
                rows.append(welch.compare(*values, level=study.LEVEL) | {
                    "variant": variant, "noise": noise, "name": name,
                    # Of seed 1 alone: later ones of the official code keep decoded images.
                    "seconds": usage("wall", ours[0], theirs[0]), "processor": usage("processor", ours[0], theirs[0])})
    for row, value in zip(rows, welch.holm([row["p"] for row in rows])):
        row["holm"] = value
    fewest = min((min(row["runs"]) for row in rows), default=0)
    verdicts = [Verdict(f"free: at least {study.SEEDS} seeds", fewest >= study.SEEDS, f"{fewest} of each")] if rows else []
    for row in rows:
        title = f"free: {row['variant'].title} {row['noise']}% {row['name']}"
        if row["p"] is None:
            continue
        verdicts.append(Verdict(f"{title}, no difference beyond seeds", row["holm"] > study.SIGNIFICANCE,
                                f"{row['difference']:+.2f} points, p {row['p']:.2f}, Holm {row['holm']:.2f}"))
        if row["name"] == BOUNDED:
            within = bool(-study.MARGIN < row["low"] and row["high"] < study.MARGIN)
            verdicts.append(Verdict(f"{title}, equal within {study.MARGIN:g} points", within,
                                    f"95% interval {row['low']:+.2f} to {row['high']:+.2f}"))
    return rows, verdicts


# The division


def confusion(kept, clean):
    """(kept clean, kept noisy, dropped clean, dropped noisy) pairs."""
    kept, clean = np.asarray(kept), np.asarray(clean)
    return tuple(int(np.sum((kept == a) & (clean == b))) for a, b in ((1, 1), (1, 0), (0, 1), (0, 0)))


def divisions(results, variants, noise_of):
    """Mean counts of both sides before some epochs: (variant, noise, epoch, bench, official)."""
    rows = []
    for variant in variants:
        for noise in noise_of(variant) if variant.kind == "rde" else ():
            sides = [pick(results, side, variant, noise) for side in ("bench", "official")]
            if not all(sides):
                continue
            clean, last = next(iter(sides[0].values()))["clean"], len(next(iter(sides[0].values()))["epochs"])
            for epoch in sorted({1, min(5, last), max(1, last // 2), last}):
                counts = [np.mean([confusion(result["epochs"][epoch - 1]["kept"], clean) for result in side.values()], axis=0)
                          for side in sides]
                rows.append((variant, noise, epoch, *counts))
    return rows
