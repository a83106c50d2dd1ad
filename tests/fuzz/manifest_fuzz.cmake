inlay_fuzz(manifest_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/manifest_fuzz.cc LIBS inlay::apps)
