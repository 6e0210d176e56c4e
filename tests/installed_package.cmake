# What the documentation says of installations: installs the build into a prefix of its own, builds all examples against it, with find_package and with pkg-config, and runs
# them on a demo repository, on which every rule holds.
#   cmake -DBUILD=... -DSOURCE=... -DFLAGS=... -DCOMPILER=... -DLAUNCHER=... -DCLI=... -P installed_package.cmake
include(${CMAKE_CURRENT_LIST_DIR}/support/run.cmake)
set(here ${BUILD}/installed)
file(REMOVE_RECURSE ${here})
set(prefix ${here}/prefix)
set(demo ${here}/demo)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CLI} demo ${demo}) # sotval-cli

# With the build tool of this build: another one need not be there.
file(STRINGS ${BUILD}/CMakeCache.txt generator REGEX "^CMAKE_GENERATOR:INTERNAL=")
string(REGEX REPLACE "^[^=]*=" "" generator "${generator}")
run(${CMAKE_COMMAND} -G ${generator} -S ${SOURCE}/examples -B ${here}/examples -DCMAKE_PREFIX_PATH=${prefix} -DEXAMPLE_REPOSITORY=${demo}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} "-DCMAKE_CXX_FLAGS=${FLAGS} ${strict}")
run(${CMAKE_COMMAND} --build ${here}/examples)
run(${CMAKE_CTEST_COMMAND} --test-dir ${here}/examples --output-on-failure --no-tests=error)

# The shared library where there is one, the archive where it is asked for, and nothing where it is not what was asked for.
set(asking ${CMAKE_COMMAND} -G ${generator} -S ${SOURCE}/tests/installed_package -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} "-DCMAKE_CXX_FLAGS=${FLAGS}" -DPROGRAM=${SOURCE}/tests/packages/uses_library.cpp)
file(GLOB_RECURSE shared ${prefix}/*/libsotval.so)
run(readelf --dynamic ${here}/examples/01_sequential)
if(shared AND NOT output MATCHES "NEEDED[^\n]*libsotval\\.so\\.[0-9]+\\]")
  message(SEND_ERROR "should be linked with the shared library:\n${output}")
endif()
run(${asking} -B ${here}/archive -DVERSION=0.1 -DCOMPONENTS=static)
run(${CMAKE_COMMAND} --build ${here}/archive)
run(readelf --dynamic ${here}/archive/uses_archive)
if(output MATCHES "libsotval")
  message(SEND_ERROR "should be linked with the archive:\n${output}")
endif()
run(${here}/archive/uses_archive)
foreach(wanted "0.2;static;considered but not accepted" "0.1;bindings;no component .bindings.")
  list(GET wanted 0 version)
  list(GET wanted 1 component)
  list(GET wanted 2 reason)
  execute_process(COMMAND ${asking} -B ${here}/refused -DVERSION=${version} -DCOMPONENTS=${component} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(code EQUAL 0 OR NOT output MATCHES "${reason}")
    message(SEND_ERROR "find_package(sotval ${version} COMPONENTS ${component}) should be refused for the reason '${reason}':\n${output}")
  endif()
endforeach()

file(GLOB_RECURSE pc ${prefix}/*/sotval.pc)
cmake_path(GET pc PARENT_PATH pc_directory)
set(ENV{PKG_CONFIG_PATH} ${pc_directory})
run(pkg-config --cflags --libs sotval)
separate_arguments(flags UNIX_COMMAND "${output}")
separate_arguments(own_flags UNIX_COMMAND "${FLAGS} ${strict}")
run(pkg-config --variable=libdir sotval)
string(STRIP "${output}" library_directory)
# With no more than c++ and these flags. All are compiled once more to see them at work; two are linked, too, which takes longer.
file(GLOB sources ${SOURCE}/examples/[0-9]*/main.cpp)
run(${COMPILER} ${own_flags} -fsyntax-only ${sources} ${flags})
foreach(example 01_sequential 05_custom_rule)
  set(program ${here}/${example}_by_pkg_config)
  run(${COMPILER} ${own_flags} ${SOURCE}/examples/${example}/main.cpp -o ${program} ${flags} -Wl,-rpath,${library_directory})
  run_example(${example} ${program})
endforeach()
file(REMOVE_RECURSE ${here})
