# Three Debian packages, made by cpack (tools/package.sh): libsotval0, libsotval-dev, sotval-cli.
# Who builds them is named as their maintainer, as Debian's own tools do it: DEBFULLNAME and DEBEMAIL.
set(maintainer_name "$ENV{DEBFULLNAME}")
set(maintainer_email "$ENV{DEBEMAIL}")
if(NOT maintainer_name OR NOT maintainer_email)
  set(maintainer_name "sotval developers")
  set(maintainer_email "sotval@packages.invalid")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL library development program)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${maintainer_name} <${maintainer_email}>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(about "The rules are about directories, names, required files, texts, fields of
YAML and JSON documents, and agreement between files. They are checked in
threads, or in worker processes that may crash without harm.
")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libsotval${SOTVAL_SOVERSION})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/debian/triggers)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
# Without it process pools of programs that are not their own worker fall back to threads.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS "sotval-cli (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "${about}\nThis package has the shared library.")

# The archive is linked with what it is made of.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libsotval-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libsotval${SOTVAL_SOVERSION} (= ${PROJECT_VERSION}), libre2-dev, libyaml-dev, libyaml-cpp-dev, libsimdjson-dev, libxxhash-dev, liburing-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "${about}\nThis package has headers and archive for programs that use the library.")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME sotval-cli)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS git) # for --changed-since
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "${about}\nThis package has the program, and the worker for those that use the library.")

# What Debian wants to be in every package; of no use elsewhere.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH is honoured
file(WRITE ${PROJECT_BINARY_DIR}/debian/changelog "sotval (${PROJECT_VERSION}) unstable; urgency=medium

  * CHANGELOG.md of the sources tells what is new.

 -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${date}
")
execute_process(COMMAND gzip -9nf ${PROJECT_BINARY_DIR}/debian/changelog COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  install(FILES ${PROJECT_BINARY_DIR}/debian/changelog.gz ${CMAKE_CURRENT_LIST_DIR}/debian/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME} COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()

include(CPack)
