inlay_fuzz(channel_record_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/channel_record_fuzz.cc LIBS inlay::channel)
