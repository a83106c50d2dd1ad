# Finds V8 10.2 or later as a shared library with matching headers, and makes the target V8::V8.
#
#   V8_ROOT     prefix where Debian's libnode-dev and libnode108 were unpacked (has usr/); empty: the system's own folders
#   V8_VERSION  out: the headers' version, major.minor.build.patch
#
# A Node.js from elsewhere puts headers of another V8 where Debian's would lie; those compile, link and then crash. So the
# version that the headers state must be the one that the library carries. Files that derive from a V8 class need -fno-rtti,
# as libnode has none. Debian's build has pointer compression and the V8 sandbox off: define neither.
set(V8_ROOT "${PROJECT_SOURCE_DIR}/build/deps/v8" CACHE PATH "unpacked libnode-dev and libnode108; empty: the system's")

find_path(V8_INCLUDE_DIR NAMES v8-isolate.h PATHS "${V8_ROOT}/usr/include/node" NO_DEFAULT_PATH)
find_library(V8_LIBRARY NAMES libnode.so.108 libnode.so NO_DEFAULT_PATH
  PATHS "${V8_ROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}" "${V8_ROOT}/usr/lib")

unset(V8_VERSION)
set(agree FALSE)
if(V8_INCLUDE_DIR AND V8_LIBRARY)
  foreach(part MAJOR_VERSION MINOR_VERSION BUILD_NUMBER PATCH_LEVEL)
    file(STRINGS "${V8_INCLUDE_DIR}/v8-version.h" line REGEX "define V8_${part} ")
    string(REGEX MATCH "[0-9]+$" number "${line}")
    list(APPEND V8_VERSION ${number})
  endforeach()
  list(JOIN V8_VERSION "." V8_VERSION)
  # The library holds its version as text, with the embedder's suffix ("10.2.154.26-node.37").
  string(REPLACE "." "\\." pattern "${V8_VERSION}")
  file(STRINGS "${V8_LIBRARY}" carried REGEX "^${pattern}-node" LIMIT_COUNT 1)
  if(carried)
    set(agree TRUE)
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(V8
  REQUIRED_VARS V8_LIBRARY V8_INCLUDE_DIR agree
  VERSION_VAR V8_VERSION
  REASON_FAILURE_MESSAGE "looked below '${V8_ROOT}', where './inlay setup' unpacks it (headers and library must agree)")

if(V8_FOUND AND NOT TARGET V8::V8)
  add_library(V8::V8 SHARED IMPORTED GLOBAL)
  set_target_properties(V8::V8 PROPERTIES
    IMPORTED_LOCATION "${V8_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${V8_INCLUDE_DIR}")
endif()
mark_as_advanced(V8_INCLUDE_DIR V8_LIBRARY)
