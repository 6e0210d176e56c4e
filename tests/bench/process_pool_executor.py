"""Tasks that do nothing, in concurrent.futures.ProcessPoolExecutor: what sotval-pool-bench compares with.

Usage: process_pool_executor.py WORKERS. For each line "CHUNK_SIZE TASKS" on stdin, one round; its microseconds
per task are the answer.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor

RESULT = b"x" * 200  # as in dispatch.cpp


def no_op(number):
    return RESULT


def main():
    with ProcessPoolExecutor(int(sys.argv[1])) as executor:
        for line in iter(sys.stdin.readline, ""):
            chunk_size, tasks = (int(word) for word in line.split())
            start = time.perf_counter()
            results = sum(1 for _ in executor.map(no_op, range(tasks), chunksize=chunk_size))
            elapsed = time.perf_counter() - start
            assert results == tasks
            print(elapsed * 1e6 / tasks, flush=True)


if __name__ == "__main__":
    main()
