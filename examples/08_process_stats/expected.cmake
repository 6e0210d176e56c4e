run(${REPOSITORY})
expect("384 passed" "process pool enabled +yes" "serialization +[0-9.]+ ms" "processes used +[1-9]" "process crashes +0\n"
       "fallbacks to threads +0\n" "shared memory +[1-9][0-9]* bytes")
expect_no("crashed" "threads took over")
run(EXIT 3 ${REPOSITORY} --crash)
expect("384 passed" "1 error" "process crashes +2\n" "retries +1\n" "warning: 2 worker processes crashed" "note: [^\n]*CRASH")
