# run(command...): must end with 0. `output` is what it wrote, to standard error too.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with ${code}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Of what the last command wrote.
function(expect_output pattern)
  if(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "expected output that matches '${pattern}':\n${output}")
  endif()
endfunction()

# An example, on the repository `demo`, compared with what its expected.cmake says.
function(run_example example program)
  run(${CMAKE_COMMAND} -DPROGRAM=${program} -DEXAMPLE=${example} -DREPOSITORY=${demo} -P ${SOURCE}/examples/run_example.cmake)
endfunction()

# What users may compile with.
set(strict "-Wall -Wextra -Wpedantic -Werror")
