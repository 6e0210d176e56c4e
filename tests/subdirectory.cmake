# Configures a project that has sotval as a subdirectory, and builds an example in it with the usage requirements that sotval::sotval
# has there. The library would be the same as this build's, and take minutes: so this build's is put where it belongs, and the
# example is built without looking at what it depends on, which `make` can do ("/fast").
#   cmake -DBUILD=... -DSOURCE=... -DFLAGS=... -DCOMPILER=... -DLAUNCHER=... -DCLI=... -DLIBRARY=... -DSHARED=...
#     -P subdirectory.cmake
include(${CMAKE_CURRENT_LIST_DIR}/support/run.cmake)
set(here ${BUILD}/as_subdirectory)
file(REMOVE_RECURSE ${here})
set(demo ${here}/demo)
set(project ${here}/project)
run(${CLI} demo ${demo})
run(${CMAKE_COMMAND} -G "Unix Makefiles" -S ${SOURCE}/tests/subdirectory -B ${project}
    -DSOTVAL_SOURCE=${SOURCE} -DBUILD_SHARED_LIBS=${SHARED}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} "-DCMAKE_CXX_FLAGS=${FLAGS} ${strict}")

# No install rules and no tests of ours join those of the project.
run(${CMAKE_COMMAND} --install ${project} --prefix ${here}/prefix)
if(EXISTS ${here}/prefix)
  message(FATAL_ERROR "a subdirectory should install nothing:\n${output}")
endif()
run(${CMAKE_CTEST_COMMAND} --test-dir ${project} --show-only)
if(NOT output MATCHES "Total Tests: 0")
  message(FATAL_ERROR "a subdirectory should have no tests:\n${output}")
endif()

cmake_path(GET LIBRARY PARENT_PATH built)
file(RELATIVE_PATH place ${BUILD} ${built})
file(GLOB library ${built}/libsotval.*) # a shared one is a file and the links to it
file(COPY ${library} DESTINATION ${project}/sotval/${place})
foreach(example 01_sequential 05_custom_rule)
  run(${CMAKE_COMMAND} --build ${project} --target ${example}/fast)
  run_example(${example} ${project}/examples/${example})
endforeach()
file(REMOVE_RECURSE ${here})
