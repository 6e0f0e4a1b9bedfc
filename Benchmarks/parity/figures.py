"""The curves of both programs as a figure: gnuplot draws an SVG and a PNG from a CSV file beside them."""

import csv
import shutil
import subprocess

import numpy as np

import checks

COLOURS = {"official": "#d55e00", "bench": "#0072b2"}
COLUMNS, WIDTH, HEIGHT, HEAD, FOOT = 4, 340, 300, 84, 34


def panels(results, variants, noise_of, replayed):
    """(title, {side: array [seeds, epochs] of R@1 of the selection split}) of all that both sides have."""
    found = []
    for variant in variants:
        for noise in noise_of(variant):
            runs = {"official": checks.pick(results, "replay" if replayed else "official", variant, noise),
                    "bench": checks.pick(results, "bench", variant, noise)}
            if all(runs.values()):
                curves = {side: np.array([[epoch["metrics"]["R1"] for epoch in run["epochs"]] for seed, run in seeds.items()
                                          if seed == 1 or not replayed])
                          for side, seeds in runs.items()}
                found.append((f"{variant.title}, {noise}% noise", curves))
    return found


def draw(results, variants, noise_of, folder, name, replayed=False):
    """Writes NAME.csv, .gp, .svg and .png; nothing where there are no curves, and no images without gnuplot."""
    found = panels(results, variants, noise_of, replayed)
    if not found:
        return False
    write_numbers(found, folder / f"{name}.csv")
    (folder / f"{name}.gp").write_text(script(found, name, replayed), encoding="utf-8")
    if not shutil.which("gnuplot"):
        print("No figure: gnuplot is not installed.", flush=True)
        return False
    subprocess.run(["gnuplot", f"{name}.gp"], cwd=folder, check=True)
    return True


def write_numbers(found, path):
    """A row for each epoch, four columns for each panel: mean and deviation of official and bench."""
    header = ["epoch"] + [f"{title}: {side} {what}" for title, _ in found for side in COLOURS for what in ("mean", "deviation")]
    length = max(curves[side].shape[1] for _, curves in found for side in COLOURS)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for epoch in range(length):
            row = [epoch + 1]
            for _, curves in found:
                for side in COLOURS:
                    values = curves[side][:, epoch] if epoch < curves[side].shape[1] else np.array([])
                    row += [f"{values.mean():.4f}" if len(values) else "",
                            f"{values.std(ddof=1) if len(values) > 1 else 0:.4f}" if len(values) else ""]
            writer.writerow(row)


def script(found, name, replayed):
    rows = -(-len(found) // COLUMNS)
    columns = min(COLUMNS, len(found))
    width, height = columns * WIDTH, HEAD + rows * HEIGHT + FOOT
    highest = max(curves[side].max() for _, curves in found for side in COLOURS)
    lowest = min(curves[side].min() for _, curves in found for side in COLOURS)
    low, high = 5 * np.floor((lowest - 1) / 5), 5 * np.ceil((highest + 1) / 5)
    seeds = {side: sorted({len(curves[side]) for _, curves in found}) for side in COLOURS}
    count = " or ".join(map(str, sorted({*seeds["official"], *seeds["bench"]})))
    title = "fed with bench's random draws, and bench" if replayed else "and bench, each with its own random draws"
    note = "Seed 1." if replayed else f"Mean of {count} seeds; band: one sample standard deviation to each side."
    # In a replay one curve lies on the other.
    widths = (6, 1.5) if replayed else (2, 2)
    lines = [f"# Writes {name}.png and {name}.svg from {name}.csv.", "set encoding utf8", "set datafile separator comma",
             'do for [format in "png svg"] {', 'if (format eq "png") {',
             f'  set terminal pngcairo noenhanced size {2 * width},{2 * height} font "DejaVu Sans,12" fontscale 1.5 linewidth 2',
             "} else {",
             f'  set terminal svg noenhanced size {width},{height} font "DejaVu Sans,12" linewidth 1 background "#ffffff"', "}",
             f"set output '{name}.'.format", "set multiplot", "unset key", 'set border 3 linecolor rgb "#808080"',
             'set tics nomirror out scale 0.5 textcolor rgb "#404040"',
             'set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7', "set style fill transparent solid 0.18 noborder",
             f"set yrange [{low:g}:{high:g}]", 'set format "%g"',
             f'set label "R@1 on the val split: the official code {title}" '
             f'at screen 0.5, screen {1 - 22 / height:.4f} center font ",15"',
             f'set label "{note}" '
             f'at screen 0.99, screen {12 / height:.4f} right font ",10" textcolor rgb "#606060"']
    for place, (side, colour) in enumerate(COLOURS.items()):
        left, y = 0.5 + (place - 1) * 130 / width + 20 / width, 1 - 50 / height
        lines += [f'set arrow from screen {left:.4f}, screen {y:.4f} to screen {left + 28 / width:.4f}, screen {y:.4f} nohead '
                  f'linecolor rgb "{colour}" linewidth {widths[place]}',
                  f'set label "{side}" at screen {left + 36 / width:.4f}, screen {y:.4f} left']
    for place, (title, _) in enumerate(found):
        row, column = divmod(place, COLUMNS)
        top = height - HEAD - row * HEIGHT
        box = (column * WIDTH + 52, (column + 1) * WIDTH - 14, top - HEIGHT + 58, top - 26)
        lines += [f"set lmargin at screen {box[0] / width:.4f}; set rmargin at screen {box[1] / width:.4f}",
                  f"set bmargin at screen {box[2] / height:.4f}; set tmargin at screen {box[3] / height:.4f}",
                  f'set title "{title}" offset 0,-0.4 font ",13"', 'set xlabel "Epoch"',
                  'set ylabel "R@1 (%)"' if column == 0 else "unset ylabel", "plot " + ", ".join(
                      curve(name, 2 + 4 * place + 2 * side, colour, widths[side])
                      for side, colour in enumerate(COLOURS.values()))]
        if place == 0:
            lines += ["unset label", "unset arrow"]
    lines += ["unset multiplot", "unset output", "reset", "set encoding utf8; set datafile separator comma", "}"]
    return "\n".join(lines) + "\n"


def curve(name, column, colour, width):
    """A mean with its band; the columns are the mean's and the next."""
    band = f"(column({column})-column({column + 1})):(column({column})+column({column + 1}))"
    return (f"'{name}.csv' skip 1 using 1:{band} with filledcurves linecolor rgb \"{colour}\" notitle, "
            f"'{name}.csv' skip 1 using 1:{column} with lines linecolor rgb \"{colour}\" linewidth {width} notitle")
