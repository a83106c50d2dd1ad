inlay_fuzz(body_decoder_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/body_decoder_fuzz.cc LIBS reference_codings)
