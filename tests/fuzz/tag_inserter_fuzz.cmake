inlay_fuzz(tag_inserter_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/tag_inserter_fuzz.cc LIBS inlay::html)
