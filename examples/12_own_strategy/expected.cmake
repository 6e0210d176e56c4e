run(${REPOSITORY})
expect("384 passed" "async,")
expect_no("stopped")
run(EXIT 3 ${REPOSITORY} 1) # after the first job
expect("stopped early" "[1-9][0-9]* error" "async,")
