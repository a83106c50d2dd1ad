inlay_fuzz(source_map_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/source_map_fuzz.cc LIBS inlay::apps)
