# Every dependency comes from the distribution. pkg-config is asked where the CMake packages of
# Debian 12 and 13 differ (or are missing).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(LIBYAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(YAML_CPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(LIBURING REQUIRED IMPORTED_TARGET liburing)
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED) # headers only: Interprocess, and Process v2 with its Asio
if(Boost_VERSION_STRING VERSION_GREATER_EQUAL 1.86)
  find_package(Boost 1.86 CONFIG REQUIRED COMPONENTS process) # from then on v2 is a compiled library
endif()
if(SOTVAL_BUILD_CLI)
  find_package(CLI11 REQUIRED)
  find_package(spdlog REQUIRED)
endif()
