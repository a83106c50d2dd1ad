inlay_fuzz(channel_edge_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/channel_edge_fuzz.cc LIBS inlay::channel)
