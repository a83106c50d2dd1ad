inlay_fuzz(csp_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/csp_fuzz.cc LIBS inlay::http_messages)
