inlay_fuzz(rewriter_script_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/rewriter_script_fuzz.cc LIBS inlay::html)
