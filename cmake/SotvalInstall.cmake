# find_package(sotval) and pkg-config for the library; the program where it is built.
include(CMakePackageConfigHelpers)

install(TARGETS sotval EXPORT sotvalTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT sotvalTargets NAMESPACE sotval:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sotval)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/sotvalConfig.cmake.in ${PROJECT_BINARY_DIR}/sotvalConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sotval)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sotvalConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sotvalConfig.cmake ${PROJECT_BINARY_DIR}/sotvalConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sotval)

# What a static library leaves to be linked; a shared one brings it along.
get_target_property(sotval_type sotval TYPE)
if(sotval_type STREQUAL "STATIC_LIBRARY")
  set(SOTVAL_PC_REQUIRES "Requires: re2 yaml-0.1 yaml-cpp simdjson libxxhash")
  set(SOTVAL_PC_LIBS "-pthread -lstdc++")
endif()
# Relative to where the file lies, so that any prefix will do, also one given at installation.
file(RELATIVE_PATH SOTVAL_PC_TO_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/sotval.pc.in ${PROJECT_BINARY_DIR}/sotval.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/sotval.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(TARGETS sotval-worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/sotval)
if(TARGET sotval-cli)
  install(TARGETS sotval-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
