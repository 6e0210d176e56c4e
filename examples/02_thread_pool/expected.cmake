run(${REPOSITORY})
expect("384 passed" "strategy threads")
