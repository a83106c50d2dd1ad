# Target inlay::versions, header inlay_versions.h: the versions that `inlay --version` prints and that only the build knows.
find_package(V8 10.2 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GUMBO REQUIRED gumbo)
set(INLAY_GUMBO_VERSION "${GUMBO_VERSION}")

configure_file("${CMAKE_CURRENT_LIST_DIR}/versions.h.in" "${CMAKE_BINARY_DIR}/generated/inlay_versions.h" @ONLY)
add_library(inlay_versions INTERFACE)
add_library(inlay::versions ALIAS inlay_versions)
target_include_directories(inlay_versions INTERFACE "${CMAKE_BINARY_DIR}/generated")
