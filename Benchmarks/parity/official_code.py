"""The folders with the official code: where they come from, and whether they are what the study was made with.

python3 official_code.py RDE IRRA    says what is in the two folders, or how to bring them

Nothing of that code is in this repository. A user clones it, and this module says how, looks for the files that are
imported, and tells other contents by their checksums.
"""

import dataclasses
import hashlib
import pathlib
import subprocess
import sys


@dataclasses.dataclass(frozen=True)
class Source:
    """A repository of official code and the state of it that the study was made with."""

    name: str
    url: str
    commit: str
    below: str
    # SHA-256 over names and contents of FILES, as `digest` makes it.
    checksum: str

    def clone(self):
        """The lines that bring it."""
        return (f"git clone {self.url} {self.name}\n"
                f"git -C {self.name} checkout {self.commit}")


# What is imported of both; RDE's token selection is in a file that IRRA does not have.
FILES = ["model/__init__.py", "model/build.py", "model/clip_model.py", "model/objectives.py", "solver/__init__.py",
         "solver/build.py", "solver/lr_scheduler.py", "processor/processor.py", "datasets/build.py", "datasets/bases.py",
         "datasets/cuhkpedes.py", "utils/checkpoint.py", "utils/iotools.py", "utils/meter.py", "utils/metrics.py",
         "utils/options.py", "utils/comm.py", "utils/simple_tokenizer.py"]
MORE = {"RDE": ["model/CrossEmbeddingLayer_tse.py"], "IRRA": []}
SOURCES = {
    "rde": Source("RDE", "https://github.com/QinYang79/RDE", "b3fd39683625644704a801673e427be94093ea74", "2024-CVPR-RDE",
                  "6c654685824d9e1e9f2c316579fcadab6468c0eb755c3e35942af302157f4801"),
    "irra": Source("IRRA", "https://github.com/anosorae/IRRA", "cfc23785545ead82dee2749fa0fc0ad948c96430", "",
                   "e79d7efb59d3394293eda696032edb3a0cbfeca557a6a0f99d234d4070e3523f"),
}


class Missing(Exception):
    """A folder that is not there, or not one of the official code."""


@dataclasses.dataclass(frozen=True)
class Code:
    """A folder of official code that was found."""

    source: Source
    folder: pathlib.Path
    checksums: dict
    digest: str
    commit: str

    @property
    def is_the_studied(self):
        return self.digest == self.source.checksum

    def words(self):
        """A sentence for the report."""
        state = ("the files that the study was made with" if self.is_the_studied
                 else f"**other files than those of commit {self.source.commit[:7]}**, which the study was made with")
        at = f" at `{self.commit[:7]}`" if self.commit else ", no git repository"
        return f"{self.source.name}{at}: {state} (SHA-256 over them `{self.digest[:16]}`)."


def find(kind, given):
    """The official code in a folder that a user gave: the repository, or the folder of the code in it.

    Throws `Missing` with what to do.
    """
    source = SOURCES[kind]
    if not given:
        raise Missing(f"OFFICIAL_{source.name}: give the folder of {source.name}'s official code. To bring it:\n\n{source.clone()}\n")
    given = pathlib.Path(given).expanduser().resolve()
    names = FILES + MORE[source.name]
    for folder in (given / source.below, given):
        # The other repository has most of these files too, so all are looked for, and one line that tells them apart.
        if all((folder / name).is_file() for name in names) and is_of(source, folder):
            break
    else:
        missing = [name for name in names if not (given / source.below / name).is_file()]
        what = f"has no {missing[0]}" if missing else "is the code of another method"
        raise Missing(f"{given}: not the official code of {source.name}, for it {what}. To bring it:\n\n{source.clone()}\n")
    checksums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    return Code(source, folder, checksums, digest(checksums), commit(folder))


def is_of(source, folder):
    return f"class {source.name}(" in (folder / "model/build.py").read_text(encoding="utf-8")


def digest(checksums):
    lines = "".join(f"{value}  {name}\n" for name, value in sorted(checksums.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def commit(folder):
    result = subprocess.run(["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""


def main():
    """Both folders, or what to do about them; needs no package."""
    said, complaints = [], []
    for kind, given in zip(SOURCES, sys.argv[1:3]):
        try:
            said.append(find(kind, given).words())
        except Missing as missing:
            complaints.append(str(missing))
    if complaints:
        sys.exit("\n".join(complaints))
    print("\n".join(said).replace("**", "").replace("`", ""))


if __name__ == "__main__":
    main()
