# Warnings are ours: an interface target that our own targets link privately, never a user.
add_library(sotval_warnings INTERFACE)
target_compile_options(sotval_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(sotval_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds) # false alarms on std::string, GCC bug 105651
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize") # and on std::regex under a sanitizer, GCC bug 105562
    target_compile_options(sotval_warnings INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
if(PROJECT_IS_TOP_LEVEL)
  option(SOTVAL_WERROR "Treat warnings as errors" ON)
  if(SOTVAL_WERROR)
    target_compile_options(sotval_warnings INTERFACE -Werror)
  endif()
endif()
