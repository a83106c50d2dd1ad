inlay_fuzz(selector_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/selector_fuzz.cc
          ${PROJECT_SOURCE_DIR}/tests/unit/html/selector_oracle.cc
  LIBS inlay::html)
if(INLAY_FUZZ)
  target_include_directories(selector_fuzz PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../unit/html)
endif()
