#!/usr/bin/python3
"""Tells whether time and memory per file stay the same when a tree has ten times as many files.

Usage: big_tree.py DIRECTORY SOTVAL_CLI [ROUNDS [SMALL LARGE [VARIANTS]]]

Makes two trees of small files in DIRECTORY, SMALL and LARGE files (100000 and 1000000), and takes them away in the end.
A million files need 6 GB and as many inodes: a tmpfs will do. sotval-cli runs on both in turn, with a pack that reads
and parses all files and with the ssid pack, by each strategy, without a fact store, with one that is written and with one in
which nothing has changed; VARIANTS is a regular expression that the lines to be measured match. Memory is the sum of proportional set sizes over the program and its workers at the peak.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from commands import Series, peak_memory, report_of, require_processes, tell_goal, timed  # noqa: E402

GOAL = 1.3
FILES_PER_DIRECTORY = 16
STRATEGIES = ("sequential", "threads", "processes")
STORES = ("none", "written", "unchanged")

PACK = """\
sotval: 1
pack: big-tree
rules:
  - {id: owner, title: owner, severity: low, check: {kind: yaml_field, files: '**/*.yaml', fields: [{path: metadata.owner, non_empty: true}, {path: version, regex: '^[0-9]+[.][0-9]+'}]}}
  - {id: json, title: json, severity: low, check: {kind: yaml_field, files: '**/*.json', fields: [{path: items, type: list, min_items: 1}]}}
  - {id: heading, title: heading, severity: low, check: {kind: content, files: '**/*.md', match: {re: '^# '}, require: every}}
  - {id: secrets, title: secrets, severity: low, check: {kind: content, files: '**', match: {any: [{re: 'api_key *='}, {lit: BEGIN PRIVATE KEY}, {word: FIXME}]}, require: none}}
  - {id: names, title: names, severity: low, check: {kind: name_pattern, paths: '**/*.py', type: file, regex: '^[a-z0-9_]+[.]py$'}}
"""

WORDS = "audit bridge chart digest evidence field gateway hash identity journal key ledger matrix node owner policy".split()


def text_of(number, kind):
    """About 200 bytes, the same for the same number."""
    word, other = WORDS[number % 16], WORDS[number // 16 % 16]
    if kind == "yaml":
        return f"version: {number % 9}.{number % 13}.0\nmetadata:\n  name: {word}-{number}\n  owner: {other}-team\n  labels: [{word}, {other}]\nspec:\n  replicas: {number % 5}\n  image: registry.local/{word}/{other}:{number}\n  enabled: true\n"
    if kind == "json":
        return f'{{"name": "{word}-{number}", "version": "{number % 9}.{number % 13}", "items": [{number}, {number + 1}, {number + 2}],\n "owner": {{"team": "{other}", "mail": "{other}@example.org"}}, "description": "what {word} says of {other}"}}\n'
    if kind == "md":
        return f"# {word.capitalize()} {number}\n\nHow the {word} of module {number} meets the {other}: it is asked once,\nanswers, and is not asked again. See [{other}](../{other}.md).\n\n- first the {word}\n- then the {other}\n"
    return f'"""The {word} of module {number}."""\n\n\nclass {word.capitalize()}{number}:\n    def {other}(self, value: int) -> int:\n        """Adds what the {other} asks for."""\n        return value + {number}\n'


KINDS = ("yaml", "py", "yaml", "md", "yaml", "py", "yaml", "json")


def make_tree(root, files):
    for first in range(0, files, FILES_PER_DIRECTORY):
        leaf = first // FILES_PER_DIRECTORY
        # However many there are, all lie equally deep.
        directory = root / f"{leaf % 25:02}_area" / f"group_{leaf // 25 % 50:02}" / f"part_{leaf // 1250:04}"
        directory.mkdir(parents=True)
        folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        for number in range(first, min(first + FILES_PER_DIRECTORY, files)):
            kind = KINDS[number % len(KINDS)]
            fd = os.open(f"{WORDS[number % 16]}_{number}.{kind}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=folder)
            os.write(fd, text_of(number, kind).encode())
            os.close(fd)
        os.close(folder)


def require_room(directory, files):
    room = os.statvfs(directory)
    if room.f_favail < files * 1.1 or room.f_bavail * room.f_frsize < files * 6000:
        sys.exit(f"{directory} has no room for {files} files: {room.f_favail} inodes and {room.f_bavail * room.f_frsize} bytes are free")


class Variant:
    """One way to run, on both trees."""

    def __init__(self, cli, pack_name, pack, strategy, store, trees, stores):
        self.name = f"{pack_name:8} {strategy:10} store {store:9}"
        self.store = store
        self.commands, self.series, self.peaks, self.directories = {}, {}, {}, {}
        for files, root in trees.items():
            command = [cli, "validate", "--repo-root", str(root), "--no-progress", "-q", "--pack", pack, "--strategy", strategy]
            if strategy != "sequential":
                command += ["--workers", "2"]
            self.directories[files] = stores / f"{pack_name}-{strategy}-{store}-{files}"
            self.commands[files] = command + (["--no-cache"] if store == "none" else ["--cache-dir", str(self.directories[files])])
            self.series[files] = Series()

    def prepare(self, files):
        if self.store == "written":
            shutil.rmtree(self.directories[files], ignore_errors=True)

    def run(self, files):
        self.prepare(files)
        return timed(self.commands[files], (0, 1))

    def tell(self):
        small, large = self.series
        time, memory = ({files: value(files) / files for files in self.series} for value in (lambda f: self.series[f].wall, lambda f: self.peaks[f]))
        cpu = {files: self.series[files].cpu / files for files in self.series}
        print(
            f"{self.name}  us per file {time[small] * 1e6:6.2f} {time[large] * 1e6:6.2f}, CPU {cpu[small] * 1e6:6.2f} {cpu[large] * 1e6:6.2f}; "
            f"bytes per file {memory[small]:5.0f} {memory[large]:5.0f}"
        )
        tell_goal(f"{self.name} time", time[large] / time[small], GOAL)
        tell_goal(f"{self.name} memory", memory[large] / memory[small], GOAL)


def compare(cli, trees, directory, rounds, wanted):
    pack = directory / "big-tree.yaml"
    pack.write_text(PACK)
    for files, root in trees.items():
        seen = report_of([cli, "validate", "--repo-root", str(root), "--pack", str(pack), "--no-cache", "--no-progress"])["ledger"]
        if seen["files_read"] != files:
            sys.exit(f"{seen['files_read']} of {files} files were read")
    require_processes([cli, "validate", "--repo-root", str(trees[min(trees)]), "--pack", str(pack), "--no-cache", "--strategy", "processes"])
    stores = directory / "stores"
    variants = [
        Variant(cli, name, which, strategy, store, trees, stores)
        for name, which in (("reads all", str(pack)), ("ssid", "ssid"))
        for strategy in STRATEGIES
        for store in STORES
    ]
    variants = [variant for variant in variants if re.search(wanted, variant.name)]
    for turn in range(rounds + 1):
        for variant in variants:
            for files in trees:
                if turn == 0:  # warms up, fills the stores and looks at the memory
                    if variant.store == "unchanged":
                        variant.run(files)
                    variant.prepare(files)
                    variant.peaks[files], _ = peak_memory(variant.commands[files], interval=0.01)
                else:
                    variant.series[files].add(variant.run(files))
        print(f"round {turn} of {rounds} is done", flush=True)
    print(f"\nSmall tree: {min(trees)} files, large tree: {max(trees)}; medians of {rounds} interleaved rounds, two workers")
    for variant in variants:
        variant.tell()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    place, cli = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    sizes = sorted(int(number) for number in sys.argv[4:6]) if len(sys.argv) > 5 else [100_000, 1_000_000]
    require_room(place, sum(sizes))
    directory = Path(tempfile.mkdtemp(prefix="sotval-big-tree-", dir=place))
    try:
        trees = {files: directory / str(files) for files in sizes}
        for files, root in trees.items():
            make_tree(root, files)
            print(f"{files} files are there", flush=True)
        compare(cli, trees, directory, rounds, sys.argv[6] if len(sys.argv) > 6 else "")
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
