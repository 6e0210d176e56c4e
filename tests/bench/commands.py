"""What the comparing scripts share: commands that are timed side by side, and what processes take of memory.

All variants of a comparison run in turn, round by round, so that a machine that is slow at one time does not
decide, and what is told are medians and their ratios. Memory is looked at in runs of its own, because looking
takes time.
"""

import json
import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def fail_if_not_in(done, command, good_statuses):
    if done.returncode not in good_statuses:
        told = (done.stderr or b"").decode(errors="replace")[-2000:]
        sys.exit(f"{shlex.join(command)[:300]}: status {done.returncode}\n{told}")


def output_of(command, good_statuses=(0,), directory=None):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=directory)
    fail_if_not_in(done, command, good_statuses)
    return done.stdout


def cpu_of_children():
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def timed(command, good_statuses=(0,), directory=None):
    """Wall clock of a command in seconds, and CPU time of it and its children."""
    # A file takes what it says: some programs do less work if nobody is to see it.
    with tempfile.TemporaryFile() as out:
        before = cpu_of_children()
        start = time.perf_counter()
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, cwd=directory)
        wall = time.perf_counter() - start
        cpu = cpu_of_children() - before
    fail_if_not_in(done, command, good_statuses)
    return wall, cpu


class Series:
    """Wall clock and CPU time of one variant, round by round."""

    def __init__(self):
        self.walls, self.cpus = [], []

    def add(self, times):
        self.walls.append(times[0])
        self.cpus.append(times[1])

    @property
    def wall(self):
        return statistics.median(self.walls)

    @property
    def cpu(self):
        return statistics.median(self.cpus)

    def text(self):
        return f"{self.wall:9.3f} s  CPU {self.cpu:9.3f} s  ({min(self.walls):.3f} to {max(self.walls):.3f})"


def report_of(command):
    """The JSON report of a sotval-cli command."""
    return json.loads(output_of(command + ["--format", "json"], (0, 1)))


def require_processes(command):
    """A program that does not find its worker falls back to threads: nothing to measure then."""
    processes = report_of(command)["run"]["processes"]
    if processes["fallback_to_threads"] != 0 or processes["total_processes_used"] == 0:
        sys.exit(f"{command[0]} does not find sotval-worker: give the sotval-cli of an installation (cmake --install)")


def tell_goal(what, value, goal):
    print(f"goal: {what:58} {value:9.2f}, at most {goal:g}: {'met' if value <= goal else 'MISSED'}", flush=True)


def proportional_set_size(pid):
    """In bytes; 0 if the process has ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0


def workers_of(pid):
    """Children that run a program of their own: between vfork and exec one is the same memory once more."""
    workers = []
    try:
        program = os.readlink(f"/proc/{pid}/exe")
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                if os.readlink(f"/proc/{child}/exe") != program:
                    workers.append(int(child))
    except OSError:
        pass  # has ended meanwhile
    return workers


def peak_memory(command, good_statuses=(0, 1), interval=0.001):
    """The largest sum of proportional set sizes over a command and its workers, in bytes, and the shares of the
    command and of each worker at that moment."""
    peak, shares = 0, ()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = []
    reader = threading.Thread(target=lambda: told.append(started.stderr.read()))
    reader.start()
    while started.poll() is None:
        now = [proportional_set_size(pid) for pid in [started.pid] + workers_of(started.pid)]
        if sum(now) > peak:
            peak, shares = sum(now), tuple(now)
        time.sleep(interval)
    reader.join()
    fail_if_not_in(subprocess.CompletedProcess(command, started.returncode, None, told[0]), command, good_statuses)
    return peak, shares
