inlay_fuzz(http_request_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/http_request_fuzz.cc LIBS inlay::http_messages)
