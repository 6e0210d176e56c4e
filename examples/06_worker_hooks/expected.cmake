run(${REPOSITORY})
expect("1 passed" "entries: [1-9][0-9]*")
string(REGEX MATCH "process ([0-9]+): the program" program "${output}")
set(program_id ${CMAKE_MATCH_1})
expect("process [0-9]+: OWN001 took [0-9.]+ ms")
expect_no("process ${program_id}: OWN001") # it was a worker
