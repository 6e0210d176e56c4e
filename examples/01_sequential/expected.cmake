run(${REPOSITORY})
expect("384 passed" "sequential\n")
