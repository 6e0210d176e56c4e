#!/usr/bin/python3
"""Compares sotval-cli with the original Python validator of the SSID repository, whole commands, in one run.

Usage: compare_with_original.py REPO_ROOT [SOTVAL_CLI] [ROUNDS]

The original runs once, because it takes many minutes; sotval-cli runs before and after it, each strategy in
turn, so that a machine that is slow at one time does not decide. The repository is only read: the script checks
that no file came, went or changed. The original needs PyYAML in the Python that runs this script.
"""

import json
import os
import statistics
import subprocess
import sys
import time

ORIGINAL = "03_core/validators/sot/sot_validator_core.py"
STRATEGIES = ("sequential", "threads", "processes")
WORKERS = 2


def look_of(root):
    """Number of entries and the newest change below a directory."""
    count, newest = 0, 0
    for directory, names, files in os.walk(root):
        for path in [directory] + [os.path.join(directory, name) for name in files]:
            status = os.lstat(path)
            count += 1
            newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
    return count, newest


def timed(command, good_statuses):
    """Wall clock of a command in seconds, and CPU time of it and its children."""
    before = os.times()
    start = time.perf_counter()
    # Bytecode of the original's modules would be written beside them.
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    wall = time.perf_counter() - start
    after = os.times()
    if done.returncode not in good_statuses:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


def require_processes(cli, root):
    """A program that does not find its worker falls back to threads: nothing to compare then."""
    command = [cli, "--repo-root", root, "--no-cache", "--strategy", "processes", "--workers", str(WORKERS), "--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
    processes = json.loads(done.stdout)["run"]["processes"]
    if processes["fallback_to_threads"] != 0 or processes["total_processes_used"] == 0:
        sys.exit(f"{cli} does not find sotval-worker: give the sotval-cli of an installation (cmake --install)")


def run_ours(cli, root, rounds, times):
    for _ in range(rounds):
        for strategy in STRATEGIES:
            command = [cli, "--repo-root", root, "--no-cache", "--strategy", strategy]
            if strategy != "sequential":
                command += ["--workers", str(WORKERS)]
            times[strategy].append(timed(command, (0, 1)))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    root = os.path.realpath(sys.argv[1])
    built = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/release/tools/cli/sotval-cli")
    cli = sys.argv[2] if len(sys.argv) > 2 else os.path.normpath(built)
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 11
    if not os.path.isfile(os.path.join(root, ORIGINAL)):
        sys.exit(f"{root}/{ORIGINAL} is not there: give a repository that holds the original validator")
    require_processes(cli, root)
    look = look_of(root)
    times = {strategy: [] for strategy in STRATEGIES}
    run_ours(cli, root, 1, times)  # warms up
    times = {strategy: [] for strategy in STRATEGIES}
    run_ours(cli, root, rounds, times)
    print(f"sotval-cli ran {rounds} times with each strategy; now the original, which takes its time", flush=True)
    original_wall, original_cpu = timed([sys.executable, "-B", os.path.join(root, ORIGINAL), root], (0,))
    run_ours(cli, root, rounds, times)
    if look_of(root) != look:
        sys.exit(f"{root} was changed meanwhile: the comparison does not count")

    print(f"{'the original, sequential':26} {original_wall:9.3f} s  CPU {original_cpu:9.3f} s")
    wall = {}
    for strategy in STRATEGIES:
        walls = sorted(w for w, _ in times[strategy])
        wall[strategy] = statistics.median(walls)
        cpu = statistics.median(c for _, c in times[strategy])
        print(
            f"{'sotval-cli, ' + strategy:26} {wall[strategy]:9.3f} s  CPU {cpu:9.3f} s  ({walls[0]:.3f} to {walls[-1]:.3f}); "
            f"the original takes {original_wall / wall[strategy]:.0f} times as long, {original_cpu / cpu:.0f} times the CPU"
        )
    better = min(wall["threads"], wall["processes"])
    for what, ratio, goal in (
        ("original / sequential", original_wall / wall["sequential"], 700),
        ("original / the better pool", original_wall / better, 1000),
    ):
        print(f"goal: {what:28} {ratio:9.0f}, at least {goal}: {'met' if ratio >= goal else 'MISSED'}")


if __name__ == "__main__":
    main()
