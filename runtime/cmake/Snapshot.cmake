# inlay_snapshot(TARGET PROGRAM program SYMBOL name)
# Runs PROGRAM, which writes a start-up snapshot to the file it is given, at build time, and links the bytes into TARGET as
# extern "C" const char name_begin[], name_end[], aligned to 16 as V8 wants them.
function(inlay_snapshot target)
  cmake_parse_arguments(arg "" "PROGRAM;SYMBOL" "" ${ARGN})
  set(bytes "${CMAKE_CURRENT_BINARY_DIR}/${arg_SYMBOL}.bin")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${arg_SYMBOL}.cc")
  add_custom_command(OUTPUT "${bytes}" COMMAND ${arg_PROGRAM} "${bytes}" DEPENDS ${arg_PROGRAM} VERBATIM
    COMMENT "Making start-up snapshot ${arg_SYMBOL}")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[
asm(R"(
.section .rodata
.balign 16
.global @arg_SYMBOL@_begin
@arg_SYMBOL@_begin:
.incbin "@bytes@"
.global @arg_SYMBOL@_end
@arg_SYMBOL@_end:
.byte 0
.text
)");
]])
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${bytes}")
  target_sources(${target} PRIVATE "${source}")
endfunction()
