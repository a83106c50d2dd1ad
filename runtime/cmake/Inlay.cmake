# The settings every target shares, and the functions that make one target per folder.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")

find_program(INLAY_CCACHE ccache)
if(INLAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${INLAY_CCACHE}")
endif()

add_library(inlay_settings INTERFACE)
target_compile_options(inlay_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Werror
  -fstack-protector-strong -fno-omit-frame-pointer)
target_compile_definitions(inlay_settings INTERFACE
  $<$<CONFIG:RelWithDebInfo>:_FORTIFY_SOURCE=2> $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_include_directories(inlay_settings INTERFACE "${PROJECT_SOURCE_DIR}/runtime")
target_link_options(inlay_settings INTERFACE -Wl,-z,relro,-z,now)
if(INLAY_SANITIZE)
  add_compile_options(-fsanitize=${INLAY_SANITIZE} -fno-sanitize-recover=all
    $<$<CXX_COMPILER_ID:Clang>:-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/sanitizer_ignore.txt>)
  add_link_options(-fsanitize=${INLAY_SANITIZE})
endif()
if(INLAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(INLAY_CLANG_TIDY)
  find_program(INLAY_CLANG_TIDY_PROGRAM clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY "${INLAY_CLANG_TIDY_PROGRAM};--quiet")
endif()

# inlay_library(NAME SOURCES file… [PUBLIC target…] [PRIVATE target…])
# One static library for the folder, known to others as inlay::NAME. PUBLIC: what its headers include.
function(inlay_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(inlay_${name} STATIC ${arg_SOURCES})
  add_library(inlay::${name} ALIAS inlay_${name})
  target_link_libraries(inlay_${name} PUBLIC inlay_settings ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()

# inlay_test(NAME SOURCES file… LIBS target…)
# A GoogleTest program build/PRESET/NAME; tests/run.mjs finds it by its name, which ends in _test.
function(inlay_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE inlay_settings inlay_test_main ${arg_LIBS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
endfunction()

# inlay_fuzz(NAME SOURCES file… LIBS target…)
# A libFuzzer program build/fuzz/NAME; its seeds lie in tests/fuzz/seeds/NAME/. Target fuzzers builds all of them.
function(inlay_fuzz name)
  if(NOT INLAY_FUZZ)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE inlay_settings ${arg_LIBS} -fsanitize=fuzzer)
  if(NOT TARGET fuzzers)
    add_custom_target(fuzzers)
  endif()
  add_dependencies(fuzzers ${name})
endfunction()
