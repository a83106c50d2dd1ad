inlay_fuzz(tag_place_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/tag_place_fuzz.cc LIBS inlay::html)
