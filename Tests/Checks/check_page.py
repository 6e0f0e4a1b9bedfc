"""Opens a report's page in headless Chromium and checks what a reader relies on.

    python3 Tests/Checks/check_page.py Reports/NAME/index.html [--screenshots DIR]

No console error, no request to a network, every image loads, sorting and filtering work, the theme can be switched, and
nothing is wider than the window at 390 and 1280 pixels. Prints what is wrong and ends with 1, or 2 without Chromium.
ResultCommandsTests run it on the report of a sweep.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CHECK = """
<script>
// Eager now, so that the load event waits for all of them.
const images = [...document.images];
images.forEach((image) => { image.loading = "eager"; });
addEventListener("load", () => {
  const problems = [], check = (is, what) => { if (!is) problems.push(what); };
  for (const image of images) {
    check(image.complete && image.naturalWidth > 0, "not loaded: " + image.getAttribute("src"));
    check(image.alt.length > 10, "no alternative text: " + image.getAttribute("src"));
  }
  check(document.documentElement.scrollWidth <= innerWidth,
    `page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
  check(!document.querySelector("main script, main [onerror], main [onload], main iframe"), "markup from data");
  const outside = [...document.querySelectorAll("[src], link[href], a[href]")]
    .map((element) => element.getAttribute("src") ?? element.getAttribute("href"))
    .filter((url) => /^[a-z]+:|^\\/\\//i.test(url) && !url.startsWith("data:"));
  check(outside.length === 0, "leaves the folder: " + outside);

  for (const table of document.querySelectorAll("table.sortable")) {
    const text = (row, column) => row.cells[column].textContent.trim();
    const all = () => [...table.querySelectorAll("tbody tr")];
    const original = all();
    for (const heading of table.querySelectorAll("th[data-column]")) {
      const column = Number(heading.dataset.column);
      const button = heading.querySelector("button");
      check(Boolean(button), "no button in " + heading.textContent);
      if (!button) continue;
      for (const click of [1, 2]) {
        button.click();
        const order = heading.getAttribute("aria-sort");
        const numbers = all().map((row) => parseFloat(text(row, column))).filter((value) => !Number.isNaN(value));
        const isSorted = numbers.every((value, place) => place === 0
          || (order === "ascending" ? numbers[place - 1] <= value : numbers[place - 1] >= value));
        check(isSorted && ["ascending", "descending"].includes(order), `column ${heading.textContent} click ${click}`);
        check(all().length === original.length, "rows lost by sorting");
      }
      button.click();
      check(all().every((row, place) => row === original[place]), "the first order is not restored");
    }
  }

  const form = document.getElementById("filters");
  const rows = [...document.querySelectorAll("#results tbody tr")];
  check(!form.hidden && rows.length > 0, "no filters or no rows");
  for (const select of form.querySelectorAll("select")) {
    for (const option of [...select.options].slice(1)) {
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      const key = select.dataset.key;
      const shown = rows.filter((row) => row.checkVisibility());
      const of = (row) => key === "dataset" ? row.closest("[data-dataset]").dataset.dataset : row.dataset[key];
      check(shown.every((row) => of(row) === option.value), `filter ${key}=${option.value} shows others`);
      check(shown.length === rows.filter((row) => of(row) === option.value).length, `filter ${key}=${option.value} hides`);
      check(shown.length > 0, `filter ${key}=${option.value} shows nothing`);
    }
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  check(rows.every((row) => row.checkVisibility()), "rows stay hidden");

  const before = getComputedStyle(document.body).backgroundColor;
  document.getElementById("theme").click();
  check(getComputedStyle(document.body).backgroundColor !== before, "the theme does not change");
  const report = document.createElement("pre");
  report.id = "check-report";
  report.textContent = JSON.stringify({ problems, images: images.length, rows: rows.length });
  document.body.append(report);
});
</script>
"""


def chromium():
    for name in ("chromium-headless-shell", "chromium", "google-chrome"):
        if path := shutil.which(name):
            return path
    print("no Chromium: apt-get install chromium-headless-shell", file=sys.stderr)
    sys.exit(2)


def run(page, width, height, *options):
    with tempfile.TemporaryDirectory() as profile:
        command = [
            chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
            "--virtual-time-budget=20000", f"--user-data-dir={profile}", f"--window-size={width},{height}", *options,
            page.as_uri(),
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    arguments = parser.parse_args()
    page = arguments.page.resolve()
    problems = []
    # The check runs inside a copy beside the page, so that relative files are found.
    copy = page.with_name(".check-" + page.name)
    copy.write_text(page.read_text(encoding="utf-8").replace("</body>", CHECK + "</body>"), encoding="utf-8")
    try:
        for width, height in ((1280, 900), (390, 844)):
            result = run(copy, width, height, "--dump-dom")
            problems += [f"{width}: {line}" for line in result.stderr.splitlines() if "CONSOLE" in line]
            found = re.search(r'<pre id="check-report">(.*?)</pre>', result.stdout, re.S)
            if not found:
                problems.append(f"{width}: the check did not finish: {result.stderr[-500:]}")
                continue
            report = json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
            problems += [f"{width}: {problem}" for problem in report["problems"]]
            print(f"{width} px: {report['images']} images, {report['rows']} rows")
    finally:
        copy.unlink()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
        for name, width, height, options in (
            ("light", 1280, 2600, []), ("dark", 1280, 2600, ["--blink-settings=preferredColorScheme=0"]),
            ("phone", 390, 2600, []),
        ):
            target = arguments.screenshots.resolve() / f"{name}.png"
            run(page, width, height, f"--screenshot={target}", *options)
            print(target)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
