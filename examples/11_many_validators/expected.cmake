run(${REPOSITORY} ${REPOSITORY} ${REPOSITORY})
expect("^3 repositories, [1-3] at once" "384 passed.*384 passed.*384 passed")
# One that cannot be checked does not keep the others from it.
run(EXIT 2 ${REPOSITORY} ${REPOSITORY}/no-such-directory)
expect("384 passed.*== [^\n]*no-such-directory\n[^\n]*no-such-directory")
