#!/usr/bin/python3
"""Compares sotval-cli with rg, yamllint and find on equal work, whole commands, in interleaved rounds.

Usage: compare_with_tools.py REPO_ROOT SOTVAL_CLI [ROUNDS]

Before any time is taken both sides must have found the same; where they differ the script ends with the
difference. The repository is only read. A tool that is not installed is skipped and named.

What is equal and what is not:
  rg        reads the same files (hidden and ignored ones too, bytes that are no text as they are) with two
            threads. Which files contain any of 50 patterns: one run of rg with all of them, for sotval one rule with
            50 alternatives. Which files contain which: 50 runs of rg, for sotval 50 rules in one run. Both also tell
            where the first match is, rg only if it is run without -l.
  yamllint  tells, with all its rules off, which files are not YAML. It gives up at a file that is not UTF-8, so
            those are kept from both. It looks at all documents of a file, sotval at the first.
  find      tells which files have a name, with one thread; sotval puts all entries of the tree in order and stats them as
            well.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
from commands import Series, output_of, report_of, tell_goal, timed  # noqa: E402

WORKERS = "2"
# Words, texts and expressions (in what RE2 and Rust's regex have in common, none of which goes across a line end):
# some are in thousands of files of the SSID repository, some in a few, some in none.
LITERALS = (
    "SHA3-256", "FIXME", "import os", "blockchain", "fairness", "pepper", "PLACEHOLDER", "GDPR", "MiCA", "eIDAS", "opentelemetry",
    "subprocess.run", "yaml.safe_load", "pickle.loads", "os.system(", "verify=False", "localhost", "0.0.0.0", "BEGIN PRIVATE KEY",
    "non-custodial", "deny[", "zero-trust", "AKIA", "data_minimization", "Kyber1024",
)
WORDS = ("TODO", "IR", "KP", "admin", "root", "eval", "exec", "DEBUG", "WORM", "PII", "XXX", "goto")
EXPRESSIONS = (
    r"class [A-Z][A-Za-z]+Validator", "api_key *= *['\"]", "password *[:=] *['\"][^'\"]+", r"-----BEGIN (RSA|EC) PRIVATE",
    "^version: *['\"]?[0-9]+[.][0-9]+", r"def test_[a-z_]+\(", r"raise (Value|Type|Key)Error", r"except( Exception)?: *pass",
    r"http://[a-z]+\.[a-z]+", r"[0-9]{3}-[0-9]{2}-[0-9]{4}", r"uses: [a-z-]+/[a-z-]+@(master|main)", r"retention_(days|years)",
    r"replicas: *[3-9]",
)
SEARCHED = [("lit", text) for text in LITERALS] + [("word", text) for text in WORDS] + [("re", text) for text in EXPRESSIONS]
assert len(SEARCHED) == 50


def quoted(text):
    """As YAML text."""
    return "'" + text.replace("'", "''") + "'"


def as_glob(path):
    return re.sub(r"([*?\[\]{}\\])", r"\\\1", path)


def write_pack(path, checks, hidden=()):
    lines = ["sotval: 1", f"pack: {path.stem}"]
    if hidden:
        lines += ["global_exclude:"] + ["  - " + quoted(glob) for glob in hidden]
    lines += ["rules:"]
    for number, check in enumerate(checks):
        lines += [f"  - {{id: r{number}, title: r{number}, severity: low, check: {check}}}"]
    path.write_text("\n".join(lines) + "\n")


def sotval(cli, root, pack, *more):
    return [cli, "validate", "--repo-root", root, "--pack", str(pack), "--no-cache", "--no-progress", "--workers", WORKERS, *more]


def escaped_for_rg(kind, text):
    escaped = re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text)
    return {"re": text, "word": rf"\b{escaped}\b", "lit": escaped}[kind]


def require_equal(what, tool, ours):
    if tool != ours:
        sys.exit(f"{what}: not the same was found, so times say nothing\n  the tool: {tool}\n  sotval:   {ours}")


def run_rounds(variants, rounds, warm_up=1):
    """`variants`: name, command, good statuses. In turn, with `warm_up` rounds before that do not count."""
    series = {name: Series() for name, _, _ in variants}
    for turn in range(warm_up + rounds):
        for name, command, statuses in variants:
            times = timed(command, statuses)
            if turn >= warm_up:
                series[name].add(times)
    for name, command, _ in variants:
        shown = shlex.join(command)
        print(f"  {name:26} {series[name].text()}\n      {shown if len(shown) < 400 else shown[:200] + ' ... ' + shown[-100:]}")
    return series


def compare_rg(root, cli, directory, rounds):
    # Without --encoding a file that begins with the mark of UTF-16 would be another text for rg; with Unicode a word
    # would end elsewhere. sotval takes what is not UTF-8 out of a text, which makes compiled Python another text.
    hidden = ["**/__pycache__/**"]
    rg = ["rg", "--no-config", "--hidden", "--no-ignore", "--text", "--encoding", "none", "--no-unicode", "--glob", "!__pycache__", "--threads", WORKERS, "-l"]
    found = []
    for kind, text in SEARCHED:
        listed = output_of(rg + ["-0", "-e", escaped_for_rg(kind, text), "."], (0, 1), root)
        found.append([os.path.normpath(path) for path in os.fsdecode(listed).split("\0") if path])

    # By top-level directory, so that more than sums are compared.
    parts = sorted(name for name in os.listdir(root) if os.path.isdir(os.path.join(root, name)))
    globs = {"": "*", **{name: name + "/**" for name in parts}}
    checks, expected = [], []
    for (kind, text), files in zip(SEARCHED, found):
        counts = Counter(path.split("/")[0] if "/" in path else "" for path in files)
        for part, glob in globs.items():
            checks.append(f"{{kind: content, files: {quoted(glob)}, match: {{{kind}: {quoted(text)}}}}}")
            expected.append((text, part, counts[part]))
    pack = directory / "searched-by-directory.yaml"
    write_pack(pack, checks, hidden)
    results = report_of(sotval(cli, root, pack))["results"]
    ours = [(text, part, result["evidence"]["satisfying"]) for (text, part, _), result in zip(expected, results)]
    different = [pair for pair in zip(expected, ours) if pair[0] != pair[1]]
    require_equal("rg", [tool for tool, _ in different], [our for _, our in different])

    pack = directory / "searched.yaml"
    write_pack(pack, [f"{{kind: content, files: '**', match: {{{kind}: {quoted(text)}}}}}" for kind, text in SEARCHED], hidden)
    report = report_of(sotval(cli, root, pack))
    counts = [result["evidence"]["satisfying"] for result in report["results"]]
    require_equal("rg", [len(files) for files in found], counts)
    alternatives = [argument for kind, text in SEARCHED for argument in ("-e", escaped_for_rg(kind, text))]
    together = output_of(rg + ["-0"] + alternatives + [root], (0, 1)).count(b"\0")
    require_equal("rg, all patterns", together, len(set().union(*found)))
    print(
        f"rg: 50 patterns, {report['ledger']['files_in_scope']} files; {together} contain any, {sum(counts)} files and patterns in all, "
        f"{counts.count(0)} patterns in none, at most {max(counts)} files have the same"
    )
    any_pack = directory / "searched-for-any.yaml"
    members = ", ".join(f"{{{kind}: {quoted(text)}}}" for kind, text in SEARCHED)
    write_pack(any_pack, [f"{{kind: content, files: '**', match: {{any: [{members}]}}}}"], hidden)
    require_equal("rg, all patterns", together, report_of(sotval(cli, root, any_pack))["results"][0]["evidence"]["satisfying"])
    variants = [("rg -l", rg + alternatives + [root], (0, 1))]
    for strategy in ("auto", "threads", "processes"):
        variants.append((f"sotval, any, {strategy}", sotval(cli, root, any_pack, "-q", "--strategy", strategy), (0, 1)))
    variants.append(("sotval, each", sotval(cli, root, pack, "-q"), (0, 1)))
    # What gives the same answer: which files have which pattern.
    one_by_one = directory / "one-by-one.sh"
    one_by_one.write_text("".join(shlex.join(rg + ["-e", escaped_for_rg(kind, text), str(root)]) + "\n" for kind, text in SEARCHED) + "true\n")
    variants.append(("rg -l, 50 times", ["sh", str(one_by_one)], (0,)))
    # What tells as much as sotval does: every line that matches, and what in it.
    variants.append(("rg -no (for comparison)", [a for a in rg if a != "-l"] + ["-no"] + alternatives + [root], (0, 1)))
    series = run_rounds(variants, rounds)
    for strategy in ("auto", "threads", "processes"):
        ours = series[f"sotval, any, {strategy}"]
        print(f"  sotval, any, {strategy} / rg -l {ours.wall / series['rg -l'].wall:.2f}; CPU {ours.cpu / series['rg -l'].cpu:.2f}")
    print(f"  sotval, each / rg -no {series['sotval, each'].wall / series['rg -no (for comparison)'].wall:.2f}")
    tell_goal("sotval / rg -l, which files have which of 50 patterns", series["sotval, each"].wall / series["rg -l, 50 times"].wall, 1)
    tell_goal("sotval / rg -l, which files have any of 50 patterns", series["sotval, any, auto"].wall / series["rg -l"].wall, 1)


def is_utf8(path):
    try:
        Path(path).read_bytes().decode()
        return True
    except UnicodeDecodeError:
        return False


def compare_yamllint(root, cli, directory, rounds):
    files, kept_out = [], []
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith((".yaml", ".yml")) and not os.path.islink(path):
                (files if is_utf8(path) else kept_out).append(os.path.relpath(path, root))
    files.sort()
    yamllint = ["yamllint", "--no-warnings", "-d", "{rules: {}}", "-f", "parsable"]
    # Not all at once: a command line has a limit.
    pieces = [yamllint + files[at : at + 10_000] for at in range(0, len(files), 10_000)]
    broken = set()
    for piece in pieces:
        for line in os.fsdecode(output_of(piece, (0, 1), root)).splitlines():
            path, line, column, text = line.split(":", 3)
            if "syntax error" not in text:
                sys.exit(f"yamllint says more than asked for: {path}:{line}:{column}:{text}")
            broken.add((path, int(line), int(column)))

    # A rule for each file that may not be YAML would be no equal work; one for each directory lists few enough.
    pack = directory / "parses.yaml"
    globs = sorted({path.split("/")[0] for path in files if "/" in path})
    checks = [f"{{kind: yaml_field, files: {quoted(glob)}, fields: [{{path: ., optional: true}}], on_empty: pass}}"
              for glob in ["*.{yaml,yml}"] + [part + "/**/*.{yaml,yml}" for part in globs]]
    write_pack(pack, checks, [as_glob(path) for path in kept_out])
    report = report_of(sotval(cli, root, pack))
    if any(result["finding_count"] != len(result["findings"]) for result in report["results"]):
        sys.exit("more files are broken than a report lists")
    candidates = sum(result["evidence"]["candidates"] for result in report["results"])
    require_equal("yamllint, files", len(files), candidates)
    ours = {(f["path"], f["line"], f["column"]) for result in report["results"] for f in result["findings"] if f["text"].startswith("is not YAML")}
    require_equal("yamllint, broken files", sorted({b[0] for b in broken}), sorted({o[0] for o in ours}))
    print(
        f"yamllint: {len(files)} files, {len(broken)} are not YAML, {len(ours & broken)} of them for a reason at the same line and column; "
        f"not UTF-8 and kept out: {len(kept_out)}"
    )
    os.chdir(root)
    variants = [(f"sotval, {s}", sotval(cli, root, pack, "-q", "--strategy", s), (0, 1)) for s in ("sequential", "auto")]
    if len(pieces) > 1:
        sys.exit("too many files for one command line")
    variants.append(("yamllint", pieces[0], (0, 1)))
    series = run_rounds(variants, rounds, 0)  # what was asserted has warmed up
    for strategy in ("sequential", "auto"):
        tell_goal(f"sotval, {strategy} / yamllint, which has one thread", series[f"sotval, {strategy}"].wall / series["yamllint"].wall, 1)


def compare_find(root, cli, directory, rounds):
    for what, check, find, count in (
        ("files of a name", "{kind: path_exists, globs: '**/manifest.yaml'}", ["-name", "manifest.yaml"], lambda e: e["matches_count"]),
        (
            "files with a name that is not as it should be",
            r"{kind: name_pattern, paths: '**/*.py', type: file, regex: '^[a-z][a-z0-9_]*\.py$'}",
            ["-name", "*.py", "-regextype", "posix-extended", "-not", "-regex", r".*/[a-z][a-z0-9_]*\.py"],
            lambda e: e["candidates"] - e["satisfying"],
        ),
    ):
        pack = directory / "names.yaml"
        write_pack(pack, [check])
        find = ["find", root, "-type", "f"] + find
        report = report_of(sotval(cli, root, pack))
        listed = output_of(find).count(b"\n")
        require_equal(f"find, {what}", listed, count(report["results"][0]["evidence"]))
        print(f"find: {what}: {listed}, of {report['run']['files_seen']} files in {report['run']['directories_seen']} directories; {check}")
        variants = [("find", find, (0,))]
        variants += [(f"sotval, {s}", sotval(cli, root, pack, "-q", "--strategy", s), (0, 1)) for s in ("auto", "sequential")]
        series = run_rounds(variants, rounds)
        ours = series["sotval, sequential"]
        print(f"  sotval, sequential / find {ours.wall / series['find'].wall:.2f}, CPU {ours.cpu / series['find'].cpu:.2f}")
        tell_goal("sotval / find", series["sotval, auto"].wall / series["find"].wall, 1.2)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    root, cli = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 11
    with tempfile.TemporaryDirectory(prefix="sotval-tools-") as directory:
        for tool, compare, turns in (
            ("rg", compare_rg, rounds),
            ("find", compare_find, rounds),
            ("yamllint", compare_yamllint, max(1, rounds // 5)),  # takes a minute, not a second
        ):
            if shutil.which(tool) is None:
                print(f"{tool} is not installed: skipped", flush=True)
                continue
            done = subprocess.run([tool, "--version"], stdout=subprocess.PIPE, check=True, cwd="/")
            print(f"\n== {done.stdout.decode().splitlines()[0]}", flush=True)
            compare(root, cli, Path(directory), turns)


if __name__ == "__main__":
    main()
