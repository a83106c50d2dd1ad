inlay_fuzz(scanner_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/scanner_fuzz.cc LIBS inlay::html)
if(INLAY_FUZZ)
  target_include_directories(scanner_fuzz PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../unit/html)
endif()
