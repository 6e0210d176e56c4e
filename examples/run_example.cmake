# Runs an example on a repository on which all SSID rules hold, and compares with what its expected.cmake says.
#   cmake -DPROGRAM=... -DEXAMPLE=01_sequential -DREPOSITORY=... -P run_example.cmake
cmake_minimum_required(VERSION 3.25)

# run([EXIT code] argument...): the program, which must end with that code, 0 if none is given. `output` is what it wrote,
# to standard error too.
function(run)
  cmake_parse_arguments(PARSE_ARGV 0 expected "" "EXIT" "")
  if(NOT DEFINED expected_EXIT)
    set(expected_EXIT 0)
  endif()
  execute_process(COMMAND ${PROGRAM} ${expected_UNPARSED_ARGUMENTS} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code STREQUAL expected_EXIT)
    message(FATAL_ERROR "${EXAMPLE} ended with ${code}, expected ${expected_EXIT}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# expect(regex...): `output` must match all of them. The lines of a report are broken where they get long.
function(expect)
  foreach(pattern IN LISTS ARGN)
    if(NOT output MATCHES "${pattern}")
      message(FATAL_ERROR "${EXAMPLE}: expected output that matches '${pattern}':\n${output}")
    endif()
  endforeach()
endfunction()

# expect_no(regex...): `output` must match none of them.
function(expect_no)
  foreach(pattern IN LISTS ARGN)
    if(output MATCHES "${pattern}")
      message(FATAL_ERROR "${EXAMPLE}: unexpected output that matches '${pattern}':\n${output}")
    endif()
  endforeach()
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/${EXAMPLE}/expected.cmake)

# All tell the user's errors in the same way. ${more_arguments}: what an example wants besides the repository.
run(EXIT 2 ${REPOSITORY}/no-such-directory ${more_arguments})
expect("no-such-directory")
