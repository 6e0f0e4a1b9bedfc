"""Plays the first hours of README.md and docs/first-hour.md: every command of their ```sh blocks, as it stands.

    .deps/torch/bin/python Tests/Checks/first_hours.py BENCH REPOSITORY [--check]

In a temporary folder that looks like a clone of REPOSITORY, with a home of its own in which are a small fake RSTPReid, a tiny CLIP
and somebody's results. What is smaller than what a person would do stands in CHANGES, what is not run at all in NOT_RUN, with
reasons. It fails where a command does not exit with 0, where one is neither run nor listed, where an entry of the lists fits no
command, where a command stands outside of a ```sh block, and where an option or a target of make that is documented is not there.
--check runs nothing and looks for the latter four alone.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

PAGES = ["docs/first-hour.md", "README.md"]

# What is made smaller, to take seconds: (pattern, replacement, why). All that fit are applied, in this order.
CHANGES = [
    (r"^(bench sweep (?!.*--dry-run).*)$", r"\1 --epochs 1", "one epoch of 40 or 60, of the tiny data below"),
    (r"--seeds 1,2,3", "--seeds 1", "one seed of three"),
    (r"--device cuda", "--device cpu", "no GPU here"),
    (r"^bench data synth (.*)$", r"bench data synth --size tiny \1", "88 images in place of 1,300"),
    (r"^make demo$", "make demo BENCH={demo} DEMO_OPTIONS='--epochs 1'", "the tool that is built already; one epoch of 40"),
    (r"^make install\b(.*)$", r"make install BENCH={bench} GENERATE_MANUAL={manual}\1", "the tool that is built already"),
]

# What is not run: (pattern, why). Targets of make and options of bench are looked up all the same.
NOT_RUN = [
    (r"^bench verify$", "a minute in a debug build; VerifyCommandTests run it"),
    (r"^make test$", "this is a part of it"),
    (r"^make LIBTORCH=\S+ build$", "builds with a libtorch that is not here"),
    (r"^PIP_INDEX_URL=\S+ make deps$", "downloads"),
    (r"--executor slurm", "needs a cluster; SlurmTests have one"),
    (r" --watch$", "does not end"),
    (r"RUN\.h5", "the name of a file that a person has; the first hour plays it with one"),
]

# What may be run. All other first words have to stand in NOT_RUN.
PROGRAMS = {"bench", "diff", "make"}


class Command:
    """A line of a page: `text` as documented, without its comment."""

    def __init__(self, page, line, text):
        self.page, self.line, self.text = page, line, text

    def __str__(self):
        return f"{self.page}:{self.line}: {self.text}"

    @property
    def words(self):
        """The words without variables in front."""
        words = shlex.split(self.text)
        while words and re.match(r"[A-Z_]+=", words[0]):
            words.pop(0)
        return words


def fail(command, reason):
    sys.exit(f"{command}\n  {reason}")


def commands_of(page, text):
    """The commands of the ```sh blocks; a line that ends with a backslash goes on in the next."""
    found, language, start = [], None, ""
    for number, line in enumerate(text.split("\n"), 1):
        fence = re.match(r"```(\w*)", line)
        if fence:
            language = None if language is not None else fence[1]
            continue
        if language == "sh":
            code = start + re.sub(r"(^|\s+)#.*", "", line).strip()
            start = code[:-1] if code.endswith("\\") else ""
            if code and not start:
                found.append(Command(page, number, code))
        elif re.match(r"\s*(bench|make|git|python3?|sudo) [\w~./-]", line) and (language is not None or line[:1].isspace()):
            fail(Command(page, number, line.strip()), "a command outside of a ```sh block, where it is not played")
    return found


def matches(patterns, text):
    return [pattern for pattern in patterns if re.search(pattern, text)]


# What is looked up.

class Help:
    """The options that `bench help` knows of, for each command."""

    def __init__(self, bench, environment):
        self.bench, self.environment, self.known = bench, environment, {}

    def look(self, words):
        if words not in self.known:
            run = subprocess.run([self.bench, *words, "--help"], capture_output=True, text=True, env=self.environment)
            self.known[words] = run.stdout if run.returncode == 0 else ""
        return self.known[words]

    def subcommands(self, text):
        return re.findall(r"^  (\w[\w-]*)(?:, \w+)* ", (text.split("SUBCOMMANDS:") + [""])[1], re.M)

    def check(self, command):
        """Fails where the command or an option of it is not in its help."""
        words, name = command.words[1:], ()
        while words and words[0] in self.subcommands(self.look(name)):
            name += (words.pop(0),)
        if words[:1] == ["help"]:
            name, words = tuple(words[1:]), []
        text = self.look(name)
        if not text or not name or (words and self.subcommands(text) and not words[0].startswith("-")):
            fail(command, f"bench has no such command: {' '.join(name or words[:1])}")
        if name == ("doctor",):  # It takes a sweep's options, and its help says so.
            text += self.look(("sweep",))
        for option in [word.split("=")[0] for word in words if word.startswith("-")]:
            # Options end with a space, a slash, a comma or a bracket.
            if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text):
                fail(command, f"`bench {' '.join(name)}` has no option {option}")


def check_target(command, repository):
    """Fails where make does not know a target."""
    for target in [word for word in command.words[1:] if "=" not in word and not word.startswith("-")]:
        run = subprocess.run(["make", "-n", target, "BENCH=bench"], cwd=repository, capture_output=True, text=True)
        if run.returncode != 0:
            fail(command, f"make -n {target}: {run.stderr.strip()}")


# What is played with.

def make_clone(repository, clone):
    """Links to what a clone has. What commands write is not in the repository."""
    clone.mkdir()
    for path in repository.iterdir():
        if path.name not in {".git", ".build", ".cache", ".swiftpm", "Results", "Reports", "NoiseIndex"}:
            (clone / path.name).symlink_to(path)


def make_rstpreid(folder):
    """20 persons with two photos of two captions each, laid out as RSTPReid's download."""
    from PIL import Image

    chance = random.Random(1)
    (folder / "imgs").mkdir(parents=True)
    records = []
    colours = {"red": (200, 30, 40), "blue": (40, 60, 190), "green": (40, 150, 60), "black": (25, 25, 25), "white": (235, 235, 235)}
    for person in range(20):
        split = "train" if person < 12 else "val" if person < 16 else "test"
        above, below = chance.choices(sorted(colours), k=2)
        for camera in range(2):
            name = f"{person:04d}_c{camera + 1}_{chance.randrange(10000):04d}.jpg"
            image = Image.new("RGB", (48, 128), (130, 130 - 20 * camera, 120))
            image.paste(colours[above], (14, 24, 34, 70))
            image.paste(colours[below], (14, 70, 34, 120))
            image.save(folder / "imgs" / name, quality=90)
            captions = [f"A person in a {above} coat and {below} trousers.", f"Somebody wears {below} jeans and a {above} jacket."]
            records.append({"id": person, "img_path": name, "captions": captions, "split": split})
    (folder / "data_captions.json").write_text(json.dumps(records))


def make_clip(file):
    """A CLIP of two layers and 64 channels under OpenAI's names, with all 49,408 tokens and 77 positions."""
    import torch

    torch.manual_seed(1)
    width = 64

    def normal(*shape, by=0.02):
        return torch.randn(shape) * by

    state = {"logit_scale": torch.tensor(4.6052), "positional_embedding": normal(77, width),
             "token_embedding.weight": normal(49408, width), "text_projection": normal(width, width, by=0.1),
             "ln_final.weight": torch.ones(width), "ln_final.bias": torch.zeros(width),
             "visual.class_embedding": normal(width), "visual.proj": normal(width, width, by=0.1),
             "visual.positional_embedding": normal(1 + 14 * 14, width), "visual.conv1.weight": normal(width, 3, 16, 16)}
    for name in ["visual.ln_pre", "visual.ln_post"]:
        state |= {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}
    for layer in range(2):
        for at in [f"visual.transformer.resblocks.{layer}", f"transformer.resblocks.{layer}"]:
            for name, rows, columns in [("attn.in_proj_", 3 * width, width), ("attn.out_proj.", width, width),
                                        ("mlp.c_fc.", 4 * width, width), ("mlp.c_proj.", width, 4 * width)]:
                state |= {f"{at}.{name}weight": normal(rows, columns, by=0.1), f"{at}.{name}bias": torch.zeros(rows)}
            for name in ["ln_1", "ln_2"]:
                state |= {f"{at}.{name}.weight": torch.ones(width), f"{at}.{name}.bias": torch.zeros(width)}
    file.parent.mkdir(parents=True)
    torch.save(state, file)


def make_embeddings(file, annotations):
    """What somebody's own code has written of the test split, as docs/embeddings-format.md says."""
    import h5py
    import numpy

    records = [record for record in json.loads(annotations.read_text()) if record["split"] == "test"]
    chance = numpy.random.default_rng(1)
    gallery = [record["id"] for record in records]
    queries = [record["id"] for record in records for _ in record["captions"]]
    centres = {person: chance.normal(size=8) for person in gallery}
    with h5py.File(file, "w") as written:
        for side, persons in [("query", queries), ("gallery", gallery)]:
            written[f"{side}/global"] = numpy.float32([centres[person] + chance.normal(size=8) for person in persons])
            written[f"{side}_identities"] = persons


class Play:
    """The folders, and what is run in them."""

    def __init__(self, bench, repository, folder):
        self.bench, self.clone, self.home = bench, folder / "nc-bench", folder / "home"
        make_clone(repository, self.clone)
        manual = bench.parent / "generate-manual"
        self.names = {"bench": shlex.quote(str(bench)), "manual": shlex.quote(str(manual)) if manual.exists() else ""}
        self.names["demo"] = self.names["bench"]
        # The installed tool comes first; make demo is run before it is there.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("NCBENCH_")} | {
            "HOME": str(self.home), "PATH": f"{self.home}/.local/bin:{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}",
            "TMPDIR": str(folder), "MAKEFLAGS": ""}
        make_rstpreid(self.home / "data/RSTPReid")
        make_clip(self.home / "weights/ViT-B-16.pt")
        make_embeddings(self.clone / "mine.h5", self.home / "data/RSTPReid/data_captions.json")
        self.fetch_vocabulary()
        # A sweep takes a folder that is there as it is.
        for variant in ["cuhk", "rstp"]:
            self.run(f"{self.names['bench']} data synth --size tiny --variant {variant}")

    def fetch_vocabulary(self):
        """What `make clip-vocab` would fetch, from the package that it would fetch it from."""
        import importlib.util

        package = importlib.util.find_spec("open_clip")
        file = pathlib.Path(package.origin).parent / "bpe_simple_vocab_16e6.txt.gz"
        to = self.clone / ".cache/clip"
        to.mkdir(parents=True)
        shutil.copy(file, to)

    def run(self, text):
        """Runs a line of shell in the clone; returns its exit status and all it printed."""
        run = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=self.clone, env=self.environment,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return run.returncode, run.stdout

    def changed(self, text):
        for pattern, replacement, _ in CHANGES:
            text = re.sub(pattern, replacement, text)
        return text.format(**self.names) if re.search(r"\{(bench|demo|manual)\}", text) else text

    def play(self, command):
        """Runs a documented command and fails where it does."""
        text = self.changed(command.text)
        start = time.monotonic()
        status, output = self.run(text)
        print(f"{time.monotonic() - start:5.1f} s  {command}", flush=True)
        if status != 0:
            fail(command, f"as `{text}` it ended with {status}:\n{output}")
        if text.startswith("make demo"):
            self.play_what_the_demo_says(command, output)
        return output

    def uninstall(self):
        """What `make install` has put somewhere goes."""
        status, output = self.run("make uninstall")
        left = [str(path) for path in (self.home / ".local").rglob("*") if not path.is_dir()]
        if status != 0 or left:
            sys.exit(f"make uninstall leaves {', '.join(left)}\n{output}")

    def play_what_the_demo_says(self, command, output):
        """The three commands at the end of the demo can be pasted; its results become somebody's."""
        said = re.findall(r"^  (\S*bench .*)$", output, re.M)[-3:]
        if len(said) != 3:
            fail(command, f"it ends without three commands:\n{output}")
        for text in said:
            status, more = self.run(text + (" --epochs 1" if " sweep " in text else ""))
            if status != 0:
                fail(command, f"it says `{text}`, which ends with {status}:\n{more}")
        status, more = self.run(f"{self.names['bench']} tables")
        if status == 0 or "Results/demo (" not in more:
            fail(command, f"`bench tables` does not say where the results are:\n{more}")
        shutil.copytree(self.clone / "Results/demo", self.home / "theirs")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("bench", type=pathlib.Path)
    arguments.add_argument("repository", type=pathlib.Path)
    arguments.add_argument("--check", action="store_true")
    arguments = arguments.parse_args()
    bench, repository = arguments.bench.absolute(), arguments.repository.absolute()

    commands = [command for page in PAGES if (repository / page).exists()
                for command in commands_of(page, (repository / page).read_text(encoding="utf-8"))]
    to_run, used, help = [], set(), Help(bench, os.environ)
    for command in commands:
        reasons = matches([pattern for pattern, _ in NOT_RUN], command.text)
        used.update(reasons)
        program = command.words[0] if command.words else ""
        if not reasons and program not in PROGRAMS:
            fail(command, "nothing says how it is played: add its program to PROGRAMS, or the command to NOT_RUN")
        if program == "bench":
            help.check(command)
        elif program == "make":
            check_target(command, repository)
        if not reasons and command.text not in [other.text for other in to_run]:
            to_run.append(command)
    if len(commands) > 40:
        if unused := [pattern for pattern in [pattern for pattern, _ in NOT_RUN] if pattern not in used]:
            sys.exit(f"no command fits {', '.join(unused)} any more: take it out of first_hours.py")
    print(f"{len(commands)} commands are documented, {len(to_run)} of them are run", flush=True)
    if arguments.check:
        return
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="first-hours-") as folder:
        play = Play(bench, repository, pathlib.Path(folder))
        for command in to_run:
            play.play(command)
        play.uninstall()
    print(f"the first hours went well, in {time.monotonic() - start:.0f} s")


main()
