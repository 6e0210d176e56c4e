run(${REPOSITORY})
expect("384 passed" "sequential, 1 worker")
