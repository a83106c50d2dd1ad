inlay_fuzz(snapshot_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/snapshot_fuzz.cc LIBS inlay::apps)
