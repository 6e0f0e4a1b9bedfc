"""Runs axe-core on a page in headless Chromium: light and dark, at 1280 and 390 pixels.

    python3 Tests/Checks/check_accessibility.py Reports/NAME/index.html [PAGE ...] [--axe axe.min.js]

Prints every finding. Ends with 1 where one is serious or critical, or 2 without Chromium or axe-core, which is taken from the
Python package axe-playwright-python (its script alone; Playwright is not needed). ResultCommandsTests run it on the report
of a sweep.
"""

import argparse
import html
import importlib.util
import json
import pathlib
import re
import sys

from check_page import run

# Shades at the ends of what scrolls are a background image, in front of which axe-core measures no contrast.
RUN = """
<style>.scroll, .strip { background: none !important; }</style>
<script>%s</script>
<script>
addEventListener("load", async () => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const report = document.createElement("pre");
  report.id = "axe-report";
  report.textContent = JSON.stringify({
    version: axe.version, passes: found.passes.length, dark: matchMedia("(prefers-color-scheme: dark)").matches,
    violations: found.violations.map((rule) => ({
      id: rule.id, impact: rule.impact, help: rule.help,
      nodes: rule.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary.split("\\n").slice(1).join(";")),
    })),
  });
  document.body.append(report);
});
</script>
"""
LOOKS = {"light": [], "dark": ["--blink-settings=preferredColorScheme=0"]}


def axe_source(file):
    if file is None:
        package = importlib.util.find_spec("axe_playwright_python")
        if package is None:
            print("no axe-core: pip install --no-deps axe-playwright-python", file=sys.stderr)
            sys.exit(2)
        file = pathlib.Path(package.origin).with_name("axe.min.js")
    source = file.read_text(encoding="utf-8")
    # The script is put into a page, where this would end it.
    return source.replace("</script", "<\\/script")


def check(page, source):
    """The number of serious findings."""
    serious = 0
    copy = page.with_name(".axe-" + page.name)
    text = page.read_text(encoding="utf-8")
    copy.write_text(text.replace("</body>", RUN.replace("%s", source) + "</body>"), encoding="utf-8")
    try:
        for look, options in LOOKS.items():
            for width, height in ((1280, 900), (390, 844)):
                result = run(copy, width, height, "--dump-dom", *options)
                found = re.search(r'<pre id="axe-report">(.*?)</pre>', result.stdout, re.S)
                if not found:
                    print(f"{page.name}, {look}, {width}: axe-core did not finish: {result.stderr[-500:]}", file=sys.stderr)
                    serious += 1
                    continue
                report = json.loads(html.unescape(found[1]))
                if report["dark"] != (look == "dark"):
                    print(f"{page.name}: Chromium did not take the wish for a {look} page", file=sys.stderr)
                    serious += 1
                rules = report["violations"]
                print(
                    f"{page.name}, {look}, {width} px: axe-core {report['version']}, {report['passes']} rules passed, "
                    f"{len(rules)} did not")
                for rule in rules:
                    is_serious = rule["impact"] in ("serious", "critical")
                    serious += is_serious
                    print(
                        f"  {rule['impact']}: {rule['id']}: {rule['help']}", *rule["nodes"][:5], sep="\n    ",
                        file=sys.stderr if is_serious else sys.stdout)
    finally:
        copy.unlink()
    return serious


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", type=pathlib.Path, nargs="+")
    parser.add_argument("--axe", type=pathlib.Path)
    arguments = parser.parse_args()
    source = axe_source(arguments.axe)
    serious = sum(check(page.resolve(), source) for page in arguments.pages)
    sys.exit(1 if serious else 0)


main()
