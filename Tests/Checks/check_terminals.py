"""Runs commands of `bench` in windows of several widths, with and without colours, escape codes and UTF-8, and in pipes.

    check_terminals.py BENCH FOLDER

FOLDER has `data` with the tiny synth-pedes, `out` with results of it, `goldens`, and `help` with names of commands, one a line.
Prints nothing and ends with 0 where all is well.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import unicodedata
from concurrent.futures import ThreadPoolExecutor

BENCH, FOLDER = sys.argv[1:3]
ENVIRONMENTS = {
    "dumb": {"TERM": "dumb", "LC_ALL": "C.UTF-8"},
    "uncoloured": {"TERM": "xterm-256color", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"},
    "ascii": {"TERM": "xterm", "LC_ALL": "C"},
    "posix": {"TERM": "dumb", "LANG": "POSIX"},
    "usual": {"TERM": "xterm", "LANG": "C.UTF-8"},
}
RESULT = sorted(name for name in os.listdir(f"{FOLDER}/out") if name.endswith(".h5"))
SWEEP = "sweep --data-root data --epochs 2 --batch-size 16 --methods irra-sdm --noise 0,50"
# A table's columns have a width of their own, which no window of 40 columns has.
WIDE = ["tables --results out", f"eval --embeddings out/{RESULT[0]}", f"compare out/{RESULT[0]} out/{RESULT[1]}"]
COMMANDS = [
    "list methods", "list methods rde-tal", "list losses", "list noise", "list datasets", "list results out",
    f"show out/{RESULT[0]}", "status out", f"{SWEEP} --results out --dry-run", f"{SWEEP} --results out",
    "noise show --data-root data --limit 3", "data check --data-root data", "data stats --data-root data",
    "verify --goldens goldens", "sweep --methods nonsense", "tables --results nowhere", "tables --by query", "--version",
]
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def environment(changes):
    kept = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR", "COLUMNS", "LINES")}
    return {**kept, **changes}


def in_window(command, width, changes):
    """What a command writes into a window."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    arguments = [BENCH] + command.split()
    here = os.fork()
    if here == 0:
        os.close(parent)
        for number in (0, 1, 2):
            os.dup2(child, number)
        os.chdir(FOLDER)
        os.execve(BENCH, arguments, environment(changes))
    os.close(child)
    output = b""
    while select.select([parent], [], [], 120)[0]:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        output += piece
    os.close(parent)
    os.waitpid(here, 0)
    return output


def in_pipe(command, changes):
    """What a command writes into pipes."""
    done = subprocess.run([BENCH] + command.split(), cwd=FOLDER, env=environment(changes), capture_output=True)
    return done.stdout, done.stderr


def is_whole(line):
    """Whether a line is a word that cannot be broken, such as a path, or an example of help."""
    return " " not in line.strip() or line.startswith("  bench ") or line.startswith("    --")


def problems(command, width, name):
    changes = ENVIRONMENTS[name]
    try:
        text = in_window(command, width, changes).decode()
    except UnicodeDecodeError as error:
        return [f"{error}"]
    found = []
    if not text.strip():
        found.append("nothing is printed")
    if changes["TERM"] == "dumb" and "\x1b" in text:
        found.append("escape codes in a terminal that knows none")
    if "NO_COLOR" in changes and STYLE.search(text):
        found.append("colours or styles with NO_COLOR")
    if name in ("ascii", "posix") and not text.isascii():
        found.append(f"not ASCII: {sorted({c for c in text if ord(c) > 127})}")
    for line in re.split(r"[\r\n]+", ESCAPE.sub("", text)):
        if columns(line) > width and not is_whole(line):
            found.append(f"{columns(line)} columns: {line}")
    return [f"bench {command} in {width} columns, {name}: {problem}" for problem in found]


def piped_problems(command):
    """A pipe has no width and no escapes, whatever the terminal is said to be."""
    output, errors = in_pipe(command, {"TERM": "xterm", "COLUMNS": "40", "LANG": "C.UTF-8"})
    same, _ = in_pipe(command, {"TERM": "dumb", "LANG": "C.UTF-8"})
    found = []
    if b"\x1b" in output + errors:
        found.append("escape codes in a pipe")
    if output != same:
        found.append("COLUMNS or TERM change what a pipe gets")
    return [f"bench {command} in a pipe: {problem}" for problem in found]


helps = [f"help {name}".strip() for name in open(f"{FOLDER}/help").read().split("\n")]
work = [(problems, c, w, e) for c in COMMANDS for w, e in [(40, "dumb"), (80, "ascii")]]
work += [(problems, c, w, e) for c in WIDE for w, e in [(80, "posix"), (80, "uncoloured"), (200, "ascii")]]
work += [(problems, c, 40, "ascii") for c in helps]
work += [(problems, c, 200, "uncoloured") for c in ["list methods", "list results out", "status out"]]
work += [(problems, "list methods", 80, e) for e in ENVIRONMENTS]
work += [(piped_problems, c) for c in WIDE + ["list methods", "list results out", f"show out/{RESULT[0]}"]]
with ThreadPoolExecutor(4) as pool:
    found = [line for lines in pool.map(lambda job: job[0](*job[1:]), work) for line in lines]

# Formats for programs are UTF-8 everywhere.
for format in ["csv", "json", "markdown", "html", "latex"]:
    plain, _ = in_pipe(f"tables --results out --format {format}", {"LANG": "C.UTF-8"})
    if in_pipe(f"tables --results out --format {format}", {"LC_ALL": "C"})[0] != plain:
        found.append(f"--format {format} depends on the locale")

# A sweep with its live view, and without progress.
live = in_window(f"{SWEEP} --results live", 80, ENVIRONMENTS["usual"]).decode()
if "\x1b[?7l" not in live or not re.search(r"loss \d", live) or not re.search(r"best R@1 \d", live):
    found.append(f"the live view lacks loss or R@1: {live}")
if not re.search(r"finished, test R@1 \d+\.\d\d best, \d+\.\d\d last\s+\[1/2\]", ESCAPE.sub("", live)):
    found.append(f"no first number: {live}")
log = in_pipe(f"{SWEEP} --results log", {"LC_ALL": "C"})[1].decode()
if not re.search(r"\+ .*finished, test R@1 \d+\.\d\d best, \d+\.\d\d last +\[2/2\]", log) or not log.isascii():
    found.append(f"the log: {log}")
quiet = in_window(f"{SWEEP} --results quiet --quiet", 80, ENVIRONMENTS["usual"])
if quiet:
    found.append(f"not quiet: {quiet!r}")
failing = in_pipe("sweep --data-root data --methods external --command false --noise 0 --results quiet -q", {})[1].decode()
if "failed" not in failing or "note:" in failing or "started" in failing:
    found.append(f"--quiet of a failure: {failing}")
verbose = in_window(f"{SWEEP} --results verbose --verbose", 80, ENVIRONMENTS["usual"]).decode()
for words in [r"planned 2 runs in verbose", r"epoch 2/2 +loss \d", r"\[\d+\.\d\d s\] done"]:
    if not re.search(words, verbose):
        found.append(f"--verbose lacks {words}: {verbose}")

if found:
    print("\n".join(found))
    sys.exit(1)
