inlay_fuzz(import_scanner_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/import_scanner_fuzz.cc LIBS inlay::apps)
