// Runs inserts over a page, for tables of cases.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "html/page_rewriter.h"

namespace inlay::html {

// Every table runs at each of them.
inline constexpr std::array<size_t, 5> kChunkSizes = {1, 2, 7, 64, 1 << 20};

class CollectedMarkup final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override {
    EXPECT_FALSE(bytes.empty());
    text.append(bytes);
  }
  std::string text;
};

template <typename AnyRewriter>
void feed_in_chunks(AnyRewriter& rewriter, std::string_view page, size_t chunk,
                    MarkupOutput& output) {
  for (std::string_view rest = page; !rest.empty();) {
    const size_t size = std::min(chunk, rest.size());
    rewriter.feed(rest.substr(0, size), output);
    rest.remove_prefix(size);
  }
  rewriter.finish(output);
}

inline Insert put(std::string selector, InsertMethod method, std::string html,
                  uint32_t install = 0) {
  return {.selector = std::move(selector),
          .method = method,
          .html = std::move(html),
          .attributes = {},
          .contain = Containment::token,
          .install = install};
}

inline Insert put_balanced(std::string selector, InsertMethod method, std::string html) {
  Insert insert = put(std::move(selector), method, std::move(html));
  insert.contain = Containment::tree;
  return insert;
}

inline Insert edit(std::string selector, std::vector<AttributeEdit> edits, uint32_t install = 0) {
  Insert insert = put(std::move(selector), InsertMethod::none, "", install);
  insert.attributes = std::move(edits);
  return insert;
}

struct InsertRow {
  const char* name;
  std::vector<Insert> inserts;
  std::string_view page;
  std::string_view expected;
  EncodingFrom encoding = EncodingFrom::outside_utf8;
  uint32_t token_bytes_max = ScannerLimits{}.token_bytes_max;
};

// Install 0 is active, and no other.
inline void expect_rows(const std::vector<InsertRow>& rows) {
  for (const InsertRow& row : rows) {
    const auto program = InsertProgram::compile(row.inserts);
    ASSERT_TRUE(program) << row.name << ": " << program.error().reason;
    for (const size_t chunk : kChunkSizes) {
      PageRewriter rewriter({.tag = {},
                             .inserts = program->get(),
                             .active = {1},
                             .encoding = row.encoding,
                             .policy = nullptr},
                            {.token_bytes_max = row.token_bytes_max});
      CollectedMarkup output;
      feed_in_chunks(rewriter, row.page, chunk, output);
      EXPECT_EQ(output.text, row.expected) << row.name << ", chunks of " << chunk;
      EXPECT_TRUE(rewriter.done()) << row.name;
    }
  }
}

}  // namespace inlay::html
