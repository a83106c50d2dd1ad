inlay_fuzz(http_chunked_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/http_chunked_fuzz.cc LIBS inlay::http_messages)
