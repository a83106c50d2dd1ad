inlay_fuzz(kept_plan_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/kept_plan_fuzz.cc LIBS inlay::apps)
