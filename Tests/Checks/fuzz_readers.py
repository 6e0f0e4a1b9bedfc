"""Tries thousands of damaged files on every reader, by hand: Tests/Checks/fuzz_readers.py --count 10000 --seed 1

First in the process of the tests (`swift test --skip-build`), where memory and processor time of each file are measured;
a file that ends the process, or runs over ten seconds, is found in the folder. Then a share of the same files is given to the
commands of `bench`, each in a process of its own. Exits with 1 if any file was not read or refused as it should be.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

READERS = {
    "CheckpointFuzzTests": "CheckpointsTests", "SuiteFuzzTests/damagedSuitesNeverCrash": "StudiesTests",
    "AnnotationFuzzTests": "DatasetsTests", "NPYFileFuzzTests": "NoiseTests",
    "EmbeddingFolderTests/damagedFoldersNeverCrash": "ResultStoreTests",
}
MEMORY = 1 << 30


def child_peak(pid):
  """The resident memory of a process and its children, in bytes."""
  total, open_ = 0, [pid]
  while open_:
    process = open_.pop()
    try:
      total += int(open(f"/proc/{process}/statm").read().split()[1]) * resource.getpagesize()
      for task in os.listdir(f"/proc/{process}/task"):
        open_ += [int(child) for child in open(f"/proc/{process}/task/{task}/children").read().split()]
    except (OSError, ValueError, IndexError):
      pass
  return total


def in_process(arguments, folder):
  failures = 0
  for name, module in READERS.items():
    if not name.startswith(arguments.only):
      continue
    environment = dict(
        os.environ, NCBENCH_FUZZ=str(arguments.count), NCBENCH_FUZZ_SEED=str(arguments.seed), NCBENCH_FUZZ_FOLDER=str(folder),
        NCBENCH_FUZZ_KEEP=str(arguments.commands))
    start = time.time()
    command = ["swift", "test", "--ignore-lock", "--skip-build", "--filter", f"{module}.{name}"]
    output = tempfile.TemporaryFile()
    process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
    # Nothing new for minutes is a hang; a gigabyte beyond what tests and libtorch take is a bomb.
    newest, stuck = time.time(), False
    while process.poll() is None:
      for file in folder.rglob("*"):
        try:
          newest = max(newest, file.stat().st_mtime)
        except FileNotFoundError:
          pass
      if time.time() - newest > 120 or child_peak(process.pid) > 2 * MEMORY:
        stuck = True
        os.killpg(process.pid, 9)
      time.sleep(0.2)
    output.seek(0)
    text = output.read().decode(errors="replace")
    for file in sorted(folder.glob("*.json")):
      outcome = json.loads(file.read_text())
      file.unlink()
      print(f"{outcome['reader']}: {outcome['files']} files, {outcome['accepted']} read, {outcome['refused']} refused, at most "
            f"{outcome['seconds']:.2f} s and {outcome['memory'] / 1e6:.0f} MB", flush=True)
    if process.returncode or stuck:
      failures += 1
      print(f"{name}: status {process.returncode}{', stuck' if stuck else ''} after {time.time() - start:.0f} s\n{text[-3000:]}",
            flush=True)
  return failures


def commands(reader, file, work):
  """The command that reads a file of a reader, with the file where the command looks for it."""
  if reader == "suite":
    # A data root that is a file: the suite is read and checked, but no dataset is rendered for it.
    (work / "no-data").touch()
    return ["sweep", "--suite", file, "--dry-run", "--data-root", work / "no-data", "--results", work / "out"]
  if reader == "npy":
    return ["noise", "verify", file]
  if reader in ("annotations", "manifest"):
    path, dataset = {"annotations": ("CUHK-PEDES/reid_raw.json", "CUHK-PEDES"), "manifest": ("manifest.jsonl", "manifest")}[reader]
    root = work / reader
    (root / "CUHK-PEDES/imgs").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, root / path)
    return ["data", "check", "--dataset", dataset, "--data-root", root]
  if reader.startswith("checkpoint-") and not reader.endswith("-json"):
    return ["checkpoint", "inspect", file]
  return None


def in_commands(arguments, folder):
  failures = 0
  bench = pathlib.Path(".build/debug/bench").absolute()
  work = pathlib.Path(tempfile.mkdtemp())
  base = None
  for reader in sorted(path.name for path in folder.iterdir() if path.is_dir()):
    worst, codes, files = [0.0, 0], {}, sorted((folder / reader).glob("kept-*"))
    for file in files:
      command = commands(reader, file, work)
      if command is None:
        break
      def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
      with open(work / "output", "wb") as output:
        process = subprocess.Popen([bench, *map(str, command)], cwd=work, stdout=output, stderr=output, preexec_fn=limits)
        _, status, usage = os.wait4(process.pid, 0)
      process.returncode = code = os.waitstatus_to_exitcode(status)
      seconds, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10
      base = min(base or memory, memory)
      codes[code] = codes.get(code, 0) + 1
      worst = [max(worst[0], seconds), max(worst[1], memory - base)]
      if code not in (0, 1) or seconds > 10 or memory - base > MEMORY:
        failures += 1
        print(f"{file}: status {code}, {seconds:.1f} s, {memory >> 20} MB: {(work / 'output').read_bytes()[-500:]!r}", flush=True)
    if codes:
      print(f"bench on {reader}: {len(files)} files, status {codes}, at most {worst[0]:.1f} s and {worst[1] / 1e6:.0f} MB more "
            "than the least", flush=True)
  shutil.rmtree(work)
  return failures


def main():
  parser = argparse.ArgumentParser(description=__doc__)
  parser.add_argument("--count", type=int, default=10_000, help="files for each reader")
  parser.add_argument("--seed", type=int, default=1)
  parser.add_argument("--commands", type=int, default=100, help="files for each command")
  parser.add_argument("--only", default="", help="the start of a suite's name, such as NPY")
  parser.add_argument("--folder", help="where files are kept (default: a new folder in memory)")
  arguments = parser.parse_args()
  folder = pathlib.Path(arguments.folder or tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm"))
  failures = in_process(arguments, folder) + in_commands(arguments, folder)
  print(f"{failures} failures; the files are in {folder}")
  return failures > 0


if __name__ == "__main__":
  sys.exit(main())
