run(${REPOSITORY})
expect("rules +385: 385 passed" # its own one took part
       "strategy processes" "[1-9][0-9]* process(es)?: start-up" "0 crashes, 0 timeouts, 0 retries, 0 fallbacks to threads")
expect_no("warning")
