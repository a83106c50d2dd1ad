#include "edge/page_request.h"

#include <gtest/gtest.h>

#include "heads.h"

namespace inlay {
namespace {

TEST(PageRequest, is_known_by_destination_and_accept) {
  constexpr PageRequest kNo = PageRequest::no;
  constexpr PageRequest kPossible = PageRequest::possible;
  constexpr PageRequest kNavigation = PageRequest::navigation;
  struct Row {
    const char* name;
    std::string_view fields;
    PageRequest want;
  };
  const Row rows[] = {
      {"document", "Sec-Fetch-Dest: document\nAccept: */*\n", kNavigation},
      {"iframe", "Sec-Fetch-Dest: iframe\n", kNavigation},
      {"frame", "Sec-Fetch-Dest: FRAME\n", kNavigation},
      {"image", "Sec-Fetch-Dest: image\nAccept: text/html\n", kNo},
      {"script", "Sec-Fetch-Dest: script\nAccept: */*\n", kNo},
      {"destination we do not know", "Sec-Fetch-Dest: x\n", kNo},
      {"fetch of anything", "Sec-Fetch-Dest: empty\nAccept: */*\n", kPossible},
      {"fetch of html", "Sec-Fetch-Dest: empty\nAccept: text/html\n", kPossible},
      {"fetch of json", "Sec-Fetch-Dest: empty\nAccept: application/json\n", kNo},
      {"old browser", "Accept: text/html,application/xhtml+xml,*/*;q=0.8\n", kNavigation},
      {"old browser's image", "Accept: image/*\n", kNo},
      {"plain tool", "Accept: */*\n", kPossible},
      {"nothing said", "", kPossible},
      {"html refused", "Accept: text/html;q=0\n", kNo},
  };
  for (const Row& row : rows) {
    const Request request(row.fields);
    EXPECT_EQ(page_request(request.head), row.want) << row.name;
  }
}

}  // namespace
}  // namespace inlay
