# find_package(sotval) and pkg-config for the library; the programs that are built. Components, of which packages are made
# (SotvalPackages.cmake): library (the shared one, as programs load it), development, program.
include(CMakePackageConfigHelpers)
set(config_directory ${CMAKE_INSTALL_LIBDIR}/cmake/sotval)

set(kinds static)
if(BUILD_SHARED_LIBS)
  list(APPEND kinds shared)
endif()
foreach(kind IN LISTS kinds)
  install(TARGETS sotval_${kind} EXPORT sotval_${kind}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
  install(EXPORT sotval_${kind} FILE sotval-${kind}.cmake NAMESPACE sotval:: DESTINATION ${config_directory} COMPONENT development)
endforeach()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/sotvalConfig.cmake.in ${PROJECT_BINARY_DIR}/sotvalConfig.cmake
  INSTALL_DESTINATION ${config_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sotvalConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sotvalConfig.cmake ${PROJECT_BINARY_DIR}/sotvalConfigVersion.cmake
  DESTINATION ${config_directory} COMPONENT development)

# What the archive leaves to be linked; the shared library brings it along.
if(BUILD_SHARED_LIBS)
  set(SOTVAL_PC_PRIVATE .private)
  set(SOTVAL_PC_THEN "\nLibs.private:")
endif()
# Relative to where the file lies, so that any prefix will do, also one given at installation.
file(RELATIVE_PATH SOTVAL_PC_TO_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/sotval.pc.in ${PROJECT_BINARY_DIR}/sotval.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/sotval.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

install(TARGETS sotval-worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/sotval COMPONENT program)
if(TARGET sotval-cli)
  install(TARGETS sotval-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  configure_file(${PROJECT_SOURCE_DIR}/docs/sotval-cli.1 ${PROJECT_BINARY_DIR}/sotval-cli.1 COPYONLY)
  execute_process(COMMAND gzip -9nfk ${PROJECT_BINARY_DIR}/sotval-cli.1 COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${PROJECT_BINARY_DIR}/sotval-cli.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
endif()

if(BUILD_SHARED_LIBS AND TARGET sotval-cli)
  include(SotvalPackages)
endif()
