inlay_fuzz(edge_package_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/edge_package_fuzz.cc LIBS inlay::apps)
