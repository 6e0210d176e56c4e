#pragma once

namespace bench {

/// If this process was started as a worker of no-op jobs, it works and ends.
void do_nothing_if_asked(int argc, char** argv);

/// What a job costs that does nothing: in the process pool, and in Python's ProcessPoolExecutor, round by
/// round. Returns the exit status.
int compare_dispatch(int rounds);

} // namespace bench
