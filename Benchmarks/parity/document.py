"""The results as files: tables in Markdown, CSV of all curves, the figure, verdicts, and the parts of Reports/parity/README.md."""

import csv
import json
import os
import pathlib
import platform
import re
import shutil
import time

import checks
import figures
import replacements as replaced
import study


def write(prepared, results, failures):
    """Writes everything into the study's folder, and the document where it is asked for; gives whether all criteria are met."""
    out, noise_of, variants = prepared.out, prepared.noise, prepared.variants
    differences, metrics, verdicts = checks.start(results, prepared.kinds())
    replays, more = checks.replay(results, variants, noise_of)
    rows, last = checks.free(results, variants, noise_of)
    # One seed of each is no test.
    verdicts += more + ([] if prepared.options.quick else last)
    verdicts += [checks.Verdict(f"run: {id}", False, words.splitlines()[0]) for id, words in failures.items()]
    tables = {
        "verdicts": verdict_table(verdicts), "start": start_table(differences, metrics), "replay": replay_table(replays),
        "free": free_table(rows), "metrics": metric_table(results, variants, noise_of),
        "division": division_table(checks.divisions(results, variants, noise_of)), "times": time_table(rows),
        "made-with": made_with(prepared, results)}
    tables = {name: text for name, text in tables.items() if text}
    (out / "tables").mkdir(exist_ok=True)
    for name, text in tables.items():
        (out / "tables" / f"{name}.md").write_text(text, encoding="utf-8")
    write_curves(results, variants, noise_of, out / "epochs.csv")
    write_runs(results, variants, noise_of, out / "runs.csv")
    drawn = [name for name, replayed in (("curves", False), ("replay", True))
             if figures.draw(results, variants, noise_of, out, name, replayed)]
    (out / "parity.md").write_text(body(tables, drawn), encoding="utf-8")
    passed = bool(verdicts) and all(verdict.passed for verdict in verdicts)
    (out / "verdicts.json").write_text(json.dumps({"passed": passed, "criteria": [vars(v) for v in verdicts]}, indent=1))
    if prepared.options.document:
        publish(prepared.options.document, out, tables, drawn)
    print()
    for verdict in verdicts:
        print(f"{'pass' if verdict.passed else 'FAIL'}  {verdict.criterion}: {verdict.words}")
    if prepared.options.quick:
        print("note: --quick judges no free draws, and its epochs are too few to say anything about parity")
    print(f"\n{sum(v.passed for v in verdicts)} of {len(verdicts)} criteria met. Tables: {out / 'parity.md'}, "
          f"verdicts: {out / 'verdicts.json'}, "
          f"curves: {', '.join(str(out / name) for name in ['epochs.csv', *(f'{name}.png' for name in drawn)])}")
    return passed


def table(heading, rows):
    if not rows:
        return ""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def verdict_table(verdicts):
    return table(["criterion", "", "what was found"],
                 [(v.criterion, "met" if v.passed else "**not met**", v.words) for v in verdicts])


def start_table(differences, metrics):
    return table(["code", "embedding", "of", "largest difference"],
                 [(method, head, kind, f"{value:.1e}") for method, head, kind, value in differences]) + "\n" + table(
        ["code", "metric", "official", "bench"], [(method, name, f"{a:.2f}", f"{b:.2f}") for method, name, a, b in metrics])


def replay_table(replays):
    rows = []
    for row in replays:
        for against, found in (("bench", row), ("itself, last bits", row["control"])):
            if not found:
                continue
            count, first = len(found["gaps"]), found["equal_r1"]
            later = f"epoch {first + 1}, by {found['gaps'][first]:.3f}" if first < count else "never"
            kept = "" if found["equal_kept"] is None else "never" if found["equal_kept"] == count else (
                f"epoch {found['equal_kept'] + 1}, {found['kept'][found['equal_kept']]} pairs")
            losses = [f"{found['relative'][place]:.0e}" if place < count else "" for place in (0, 1, 2, 4, 9)]
            ends = f"{row['theirs']['last']['R1']:.1f} / {row['ours']['last']['R1']:.1f}" if found is row else ""
            rows.append((row["variant"].title, f"{row['noise']}%", against, count, later, f"{max(found['gaps']):.2f}", kept,
                         *losses, ends))
    return table(["variant", "noise", "official against", "epochs", "first other R@1 of val", "largest gap",
                  "first other kept pairs", "loss, epoch 1", "2", "3", "5", "10", "Last R@1, official / bench"], rows)


def number(mean, deviation):
    return f"{mean:.2f}" + (f" ± {deviation:.2f}" if deviation is not None else "")


def free_table(rows):
    cells = []
    for row in rows:
        tested = row["p"] is not None
        cells.append((row["variant"].title, f"{row['noise']}%", row["name"], number(row["theirs"], row["theirs_deviation"]),
                      number(row["ours"], row["ours_deviation"]), f"{row['difference']:+.2f}",
                      f"{row['low']:+.2f} to {row['high']:+.2f}" if tested else "", f"{row['p']:.2f}" if tested else "",
                      f"{row['holm']:.2f}" if tested else "", " and ".join(map(str, row["runs"][::-1]))))
    return table(["variant", "noise", "R@1", "official", "bench", "bench - official", "95% interval", "p", "Holm", "seeds"], cells)


def metric_table(results, variants, noise_of):
    rows = []
    for variant in variants:
        for noise in noise_of(variant):
            sides = {side: checks.pick(results, side, variant, noise).values() for side in ("official", "bench")}
            for name in ("best", "last") if all(sides.values()) else ():
                for side, found in sides.items():
                    means = [sum(run[name][metric] for run in found) / len(found) for metric in study.METRICS]
                    rows.append((variant.title, f"{noise}%", name.title(), side, *(f"{value:.2f}" for value in means)))
    return table(["variant", "noise", "", "", "R@1", "R@5", "R@10", "mAP", "mINP"], rows)


def division_table(rows):
    pairs = lambda a, b: f"{a:.1f} / {b:.1f}"
    return table(["variant", "noise", "before epoch", "clean pairs kept", "noisy pairs kept", "clean pairs dropped",
                  "noisy pairs dropped"],
                 [(variant.title, f"{noise}%", epoch, *(pairs(a, b) for a, b in zip(theirs, ours)))
                  for variant, noise, epoch, ours, theirs in rows])


def time_table(rows):
    return table(["variant", "noise", "official", "bench", "official / bench", "processor time, official / bench"],
                 [(row["variant"].title, f"{row['noise']}%", f"{row['seconds'][1]:.0f} s", f"{row['seconds'][0]:.0f} s",
                   f"{row['seconds'][1] / row['seconds'][0]:.1f}", f"{row['processor'][1] / row['processor'][0]:.1f}")
                  for row in rows if row["name"] == "Last"])


def made_with(prepared, results):
    """One line each of what decided the numbers, and of the machine."""
    own = next((run for id, run in results.items() if id.startswith("bench-")), None)
    other = next((run for id, run in results.items() if id.startswith("official-")), None)
    if not own:
        return ""
    recipe, model, spec = own["spec"]["recipe"], own["spec"]["model"], own["spec"]
    processor = next((line.split(":", 1)[1].strip() for line in read("/proc/cpuinfo").splitlines()
                      if line.startswith("model name")), platform.machine())
    lines = [
        *(code.words() for code in prepared.codes.values()),
        f"bench {own['tool']}" + (f" at `{own['commit'][:9]}`" if own["commit"] else "") + f", libtorch {own['torch']}"
        + (f"; PyTorch {other['torch']}, Pillow {other['pillow']}" if other else "") + ".",
        f"{spec['dataset']['id']}: {own['pairs']} training pairs, annotations `{spec['dataset']['annotationChecksum'][:16]}`; "
        f"{recipe['epochs']} epochs in batches of {recipe['batchSize']}, rate {recipe['learningRate']:g}, "
        f"{model['imageHeight']}x{model['imageWidth']} pixels, Best chosen on {spec['selection']}.",
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, {processor}, {os.cpu_count()} cores, {prepared.options.jobs} processes of one "
        "thread at once.",
        f"Checksums of our scripts: {', '.join(f'`{name}` `{value[:12]}`' for name, value in prepared.scripts.items())}."]
    return "".join(f"- {line}\n" for line in lines)


def read(path):
    return pathlib.Path(path).read_text(encoding="utf-8") if pathlib.Path(path).exists() else ""


HEADINGS = {"verdicts": "Verdicts", "start": "The start", "replay": "Replayed draws", "free": "Free draws", "metrics": "All metrics",
            "division": "What RDE's division keeps (official / bench, means over seeds)", "times": "Times of a run",
            "made-with": "Made with"}


FIGURES = {"replay": "replay", "free": "curves"}


def body(tables, drawn):
    parts = []
    for name, heading in HEADINGS.items():
        if name in tables:
            file = FIGURES.get(name)
            figure = f"![R@1 of both programs by epoch]({file}.svg)\n\n" if file in drawn else ""
            parts.append(f"### {heading}\n\n{figure}{tables[name]}")
    return "\n".join(parts)


def write_curves(results, variants, noise_of, path):
    """A row for each epoch of each run; the replay is of bench's seed 1."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["program", "variant", "noise", "seed", "epoch", "loss", "r1", "kept_clean", "kept_noisy", "dropped_clean",
                         "dropped_noisy", "disputed"])
        for side, variant, noise, seed, run in every(results, variants, noise_of):
            clean = checks.pick(results, "bench", variant, noise)[seed]["clean"]
            for epoch in run["epochs"]:
                counts = checks.confusion(epoch["kept"], clean) if "kept" in epoch else [""] * 4
                writer.writerow([side, variant.id, noise, seed, epoch["epoch"], epoch["loss"], epoch["metrics"]["R1"], *counts,
                                 epoch.get("disputed", "")])


def write_runs(results, variants, noise_of, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["program", "variant", "noise", "seed", "checkpoint", "epoch", *study.METRICS, "seconds", "processor_seconds"])
        for side, variant, noise, seed, run in every(results, variants, noise_of):
            for name, epoch in (("best", run["best_epoch"]), ("last", len(run["epochs"]))):
                writer.writerow([side, variant.id, noise, seed, name, epoch, *(run[name][metric] for metric in study.METRICS),
                                 round(run["usage"]["wall"], 2), round(run["usage"]["processor"], 2)])


def every(results, variants, noise_of):
    for variant in variants:
        for noise in noise_of(variant):
            for side in ("official", "bench", "replay"):
                for seed, run in checks.pick(results, side, variant, noise).items():
                    yield side, variant, noise, seed, run


def publish(folder, out, tables, drawn):
    """Tables, CSV files and figure into the document's folder, and the parts between the markers of its README.md."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / "tables" / f"{name}.md").write_text(text, encoding="utf-8")
    for name in ("epochs.csv", "runs.csv", "verdicts.json", *(f"{name}.{kind}" for name in drawn for kind in ("svg", "png"))):
        shutil.copy(out / name, folder / name)
    page = folder / "README.md"
    if page.exists():
        text = page.read_text(encoding="utf-8")
        text = between(text, "results", body(tables, drawn))
        text = between(text, "replacements", replacements())
        page.write_text(text, encoding="utf-8")


def replacements():
    """What is replaced, from patches.py itself."""
    heading = ["what", "where", "what takes its place", "why"]
    return (table(heading, replaced.REPLACEMENTS) + "\nOf single variants and of the replay:\n\n"
            + table(heading, replaced.VARIANT_REPLACEMENTS))


def between(text, name, content):
    """The text with new content between a pair of markers."""
    pattern = re.compile(rf"(<!-- {name}[^\n]*-->\n).*?(<!-- end of {name} -->)", re.S)
    if not pattern.search(text):
        raise ValueError(f"README.md has no markers of {name}.")
    return pattern.sub(lambda found: found[1] + content + found[2], text)
