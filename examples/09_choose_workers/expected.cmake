run(${REPOSITORY})
expect("2 workers: [0-9.]+ s.*4 workers: [0-9.]+ s.*8 workers: [0-9.]+ s.*16 workers: [0-9.]+ s" "this program may use [1-9][0-9]* CPU" "384 passed")
string(REGEX MATCH "chosen: ([0-9]+) workers" chosen "${output}")
expect("processes,[ \n]+${CMAKE_MATCH_1}[ \n]+workers")
