"""The parity study's own parts, without the official code: statistics, verdicts that can fail, folders, jobs, the document.

    .deps/torch/bin/python Tests/Checks/check_parity.py REPOSITORY FOLDER

FOLDER is an empty one to work in.
"""

import copy
import json
import pathlib
import subprocess
import sys

repository, folder = map(pathlib.Path, sys.argv[1:])
sys.path.insert(0, str(repository / "Benchmarks/parity"))
import checks
import document
import official_code
import patches
import study
import welch
from queue_of_jobs import Job, Queue


def run(top, kept):
    epochs = [{"epoch": place + 1, "loss": 3.0 - place / 10, "metrics": {"R1": value}, "kept": kept, "disputed": 1}
              for place, value in enumerate(top)]
    metrics = {name: top[-1] for name in study.METRICS}
    return {"epochs": epochs, "best": metrics, "last": metrics, "best_epoch": 1, "clean": [1, 1, 0, 0],
            "usage": {"wall": 2.0, "processor": 1.0}}


def verdicts_can_fail():
    """The same runs meet every criterion; one changed number at a time does not."""
    variant = study.BY_ID["rde-evaluation-mode"]
    results = {f"{side}-rde-evaluation-mode-50-{seed}": run([40 + seed / 10, 41, 42, 43, 44, 35 + seed / 10], [1, 1, 0, 0])
               for side in ("bench", "official") for seed in range(1, 6)}
    results["replay-rde-evaluation-mode-50-1"] = copy.deepcopy(results["bench-rde-evaluation-mode-50-1"])
    judge = lambda found: [verdict for part in (checks.replay, checks.free)
                           for verdict in part(found, [variant], lambda _: [50])[1]]
    assert len(judge(results)) == 6 and all(verdict.passed for verdict in judge(results)), judge(results)

    def failing(change):
        other = copy.deepcopy(results)
        change(other)
        return {verdict.criterion.split(", ")[-1].split(":")[0] for verdict in judge(other) if not verdict.passed}

    def top(found):
        found["replay-rde-evaluation-mode-50-1"]["epochs"][2]["metrics"]["R1"] += 0.001

    def late(found):
        found["replay-rde-evaluation-mode-50-1"]["epochs"][5]["metrics"]["R1"] += 1

    def loss(found):
        found["replay-rde-evaluation-mode-50-1"]["epochs"][1]["loss"] *= 1.002

    def kept(found):
        found["replay-rde-evaluation-mode-50-1"]["epochs"][2]["kept"] = [1, 1, 1, 0]

    def shifted(found):
        for seed in range(1, 6):
            found[f"official-rde-evaluation-mode-50-{seed}"]["last"] = {"R1": 39 + seed / 10}

    def scattered(found):
        for seed in range(1, 6):
            for epoch in found[f"official-rde-evaluation-mode-50-{seed}"]["epochs"]:
                epoch["metrics"]["R1"] += 8 * (seed - 3)

    for change in (top, loss, kept):
        assert failing(change) == {"3 epochs"}, (change, failing(change))
    assert failing(late) == set(), failing(late)
    assert failing(shifted) == {"no difference beyond seeds"}, failing(shifted)
    # Too few seeds for their spread: Welch's test alone would be content.
    assert failing(scattered) == {"equal within 3 points"}, failing(scattered)
    json.dumps([vars(verdict) for verdict in judge(results)])

    def few(found):
        for seed in (3, 4, 5):
            del found[f"official-rde-evaluation-mode-50-{seed}"]

    assert "free" in failing(few), failing(few)
    row = checks.replay(results | {"replay-rde-evaluation-mode-50-1": run([40.1, 41, 42, 43, 44, 36], [1, 1, 0, 0])}, [variant], lambda _: [50])[0][0]
    assert row["equal_r1"] == 5 and abs(row["gaps"][5] - 0.9) < 1e-9, row
    # Where rounding is amplified, only the first epoch is judged.
    training = study.BY_ID["rde"]
    amplified = {id.replace("-evaluation-mode", ""): copy.deepcopy(value) for id, value in results.items()}
    amplified["replay-rde-50-1"]["epochs"][1]["loss"] *= 1.05
    found = lambda: checks.replay(amplified, [training], lambda _: [50])[1][0]
    assert found().passed, found()
    amplified["replay-rde-50-1"]["epochs"][0]["kept"] = [0, 0, 0, 0]
    assert not found().passed, found()
    assert checks.confusion([1, 0, 1, 0], [1, 1, 0, 0]) == (1, 1, 1, 1)


def folders_are_told_apart():
    names = official_code.FILES + official_code.MORE["RDE"]
    for name in names:
        file = folder / "RDE/2024-CVPR-RDE" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("class RDE(nn.Module):\n" if name == "model/build.py" else "# nothing\n")
    code = official_code.find("rde", folder / "RDE")
    assert not code.is_the_studied and "other files" in code.words(), code.words()
    for kind, given, words in (("irra", folder / "RDE/2024-CVPR-RDE", "another method"), ("rde", folder, "has no"), ("rde", "", "git clone")):
        try:
            official_code.find(kind, given)
        except official_code.Missing as missing:
            assert words in str(missing) and official_code.SOURCES[kind].commit in str(missing), str(missing)
        else:
            raise AssertionError(f"{given} was taken for the code of {kind}.")
    script = repository / "Benchmarks/parity/official_code.py"
    said = subprocess.run([sys.executable, script, "", ""], capture_output=True, text=True)
    assert said.returncode == 1 and said.stderr.count("git clone") == 2, said


def jobs_wait_and_are_kept():
    done, said = [], []

    def job(id, *needs, fails=False):
        def work(results, key):
            assert all(need in results for need in needs)
            done.append(id)
            if fails:
                raise ValueError("broken")
            return {"value": len(done)}

        return Job(id, "side", id, lambda results: [id, [results[need]["value"] for need in needs]], work, needs)

    jobs = lambda: [job("c", "a", "b"), job("a"), job("b", "a"), job("d", fails=True), job("e", "d")]
    results, failures = Queue(jobs(), folder / "runs", 2, said.append).run()
    assert set(results) == {"a", "b", "c"} and set(failures) == {"d", "e"}, (results, failures)
    assert done.index("a") < done.index("b") < done.index("c") and "e" not in done, done
    before = len(done)
    results, _ = Queue(jobs(), folder / "runs", 2, said.append).run()
    # Only what failed is tried again.
    assert len(done) == before + 1 and all(result["kept"] for result in results.values()), done


def words_are_those_of_the_weights():
    state, vocabulary = patches.embedded_weights.read(repository / "Sources/CEmbeddedWeights/embedded.safetensors")
    words = patches.Words(vocabulary["words"])
    assert len(words.encoder) == len(state["base_model.token_embedding.weight"])
    assert sorted(words.encoder.values()) == list(range(len(words.encoder)))
    assert words.encode("A  qqqq.") == [words.encoder["a"], words.encoder["<|unknown|>"], words.encoder["."]]


def the_page_has_its_markers():
    page = (repository / "Reports/parity/README.md").read_text(encoding="utf-8")
    for name in ("results", "replacements"):
        assert "Z" * 9 in document.between(page, name, "Z" * 9)
    # What is replaced is written there from replacements.py; an edit of one alone shows here.
    assert document.between(page, "replacements", document.replacements()) == page, "run parity.py --document Reports/parity"


for check in (welch.check, verdicts_can_fail, folders_are_told_apart, jobs_wait_and_are_kept, words_are_those_of_the_weights,
              the_page_has_its_markers):
    check()
    print(f"{check.__name__}: ok")
