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
