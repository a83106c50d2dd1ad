inlay_fuzz(tree_context_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/tree_context_fuzz.cc LIBS inlay::html)
