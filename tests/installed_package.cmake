# Installs the build into a prefix of its own, builds the examples against it with find_package, and the
# first one with pkg-config as well, and runs them on a demo repository.
#   cmake -DBUILD=... -DSOURCE=... -DFLAGS=... -DCLI=... -P installed_package.cmake
file(REMOVE_RECURSE ${BUILD}/installed)
set(prefix ${BUILD}/installed/prefix)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with ${code}:\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CLI} demo ${BUILD}/installed/demo)
# With the build tool of this build: another one need not be there.
file(STRINGS ${BUILD}/CMakeCache.txt generator REGEX "^CMAKE_GENERATOR:INTERNAL=")
string(REGEX REPLACE "^[^=]*=" "" generator "${generator}")
run(${CMAKE_COMMAND} -G ${generator} -S ${SOURCE}/examples -B ${BUILD}/installed/examples -DCMAKE_PREFIX_PATH=${prefix}
    "-DCMAKE_CXX_FLAGS=${FLAGS} -Wall -Wextra -Wpedantic -Werror")
run(${CMAKE_COMMAND} --build ${BUILD}/installed/examples)
run(${BUILD}/installed/examples/01_sequential ${BUILD}/installed/demo)

file(GLOB_RECURSE pc ${prefix}/*/sotval.pc)
cmake_path(GET pc PARENT_PATH pc_directory)
set(ENV{PKG_CONFIG_PATH} ${pc_directory})
execute_process(COMMAND pkg-config --cflags --libs sotval OUTPUT_VARIABLE flags RESULT_VARIABLE code OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "pkg-config does not know sotval in ${pc_directory}")
endif()
separate_arguments(flags UNIX_COMMAND "${flags} ${FLAGS}")
run(c++ ${SOURCE}/examples/01_sequential/main.cpp -o ${BUILD}/installed/by_pkg_config ${flags} -Wl,-rpath,${prefix}/lib)
run(${BUILD}/installed/by_pkg_config ${BUILD}/installed/demo)
file(REMOVE_RECURSE ${BUILD}/installed)
