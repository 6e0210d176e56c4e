# That the benchmarks of docs/performance.md work: each runs once on a small repository and must come to its goals. Whether these are met there says nothing.
#   cmake -DBUILD=... -DSOURCE=... -DCLI=... -DPYTHON=... -DBENCHMARKS=DIRECTORY -P benchmarks.cmake
include(${CMAKE_CURRENT_LIST_DIR}/../support/run.cmake)
set(here ${BUILD}/benchmarks)
set(demo ${here}/demo)
file(REMOVE_RECURSE ${here})
run(${CLI} demo ${demo})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${here}/prefix) # the scripts time a program that finds its worker
set(cli ${here}/prefix/bin/sotval-cli)
set(ENV{XDG_CACHE_HOME} ${here}/cache)

# benchmark(pattern... IN command...): what it prints matches each of the patterns.
function(benchmark)
  list(FIND ARGN IN at)
  list(SUBLIST ARGN 0 ${at} patterns)
  math(EXPR at "${at} + 1")
  list(SUBLIST ARGN ${at} -1 command)
  run(${command})
  foreach(pattern IN LISTS patterns)
    expect_output("${pattern}")
  endforeach()
endfunction()

benchmark("floor .* x 1\\.000" "sequential, 384 rules +[0-9.]+ ms" "five times the content rules: x [0-9]" IN ${BENCHMARKS}/sotval-bench ${demo} 1)
benchmark("2 processes, warm +[0-9.]+ ms" "goal: processes, cold / threads +[0-9.]+" "goal: private memory of a worker, MB +[0-9.]+"
  IN ${BENCHMARKS}/sotval-pool-bench ${demo} 1)
benchmark("goal: 16 in a message: throughput / ProcessPoolExecutor +[0-9.]+" IN ${BENCHMARKS}/sotval-pool-bench --dispatch 1)
benchmark("goal: nothing changed / stat of each +[0-9.]+" "goal: ten files changed / nothing changed +[0-9.]+"
  IN ${BENCHMARKS}/sotval-store-bench ${demo} 1)
benchmark("goal: sotval / find +[0-9.]+" IN ${PYTHON} ${SOURCE}/tests/bench/compare_with_tools.py ${demo} ${cli} 1)
benchmark("goal: memory in all, two workers, store written, MB +[0-9.]+" IN ${PYTHON} ${SOURCE}/tests/bench/memory_peak.py ${demo} ${cli} 1)
file(MAKE_DIRECTORY ${here}/trees)
benchmark("ssid +processes +store unchanged +time +[0-9.]+" IN ${PYTHON} ${SOURCE}/tests/bench/big_tree.py ${here}/trees ${cli} 1 200 400)
file(GLOB left ${here}/trees/*)
if(left)
  message(SEND_ERROR "big_tree.py left ${left}")
endif()

# Something that takes its time stands in for the original.
file(WRITE ${demo}/03_core/validators/sot/sot_validator_core.py "import time\ntime.sleep(0.2)\n")
benchmark("the original, sequential +0\\.[2-9]" "goal: original / the better pool +[0-9]+"
  IN ${PYTHON} ${SOURCE}/tests/bench/compare_with_original.py ${demo} ${cli} 1)
file(REMOVE_RECURSE ${here})
