inlay_fuzz(rewriter_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/rewriter_fuzz.cc LIBS inlay::html)
