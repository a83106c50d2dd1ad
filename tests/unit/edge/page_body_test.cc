#include "edge/page_body.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "../http_messages/reference_codings.h"
#include "../supervisor/kept_sites.h"
#include "edge/page_plan.h"

namespace inlay {
namespace {

using http::Coding;
using http::reference_decode;
using http::reference_decode_prefix;
using http::reference_encode;

constexpr size_t kBytesMax = 64 << 20;
constexpr Coding kAll[] = {Coding::gzip, Coding::deflate, Coding::br, Coding::zstd};
constexpr size_t kCuts[] = {1, 2, 7, 64, 4096, kBytesMax};

std::string page() {
  std::string text =
      "<!doctype html><html><head><title>t</title><script src=a.js></script></head><body>";
  for (int i = 0; i < 400; i++) text += "<p class=row>line " + std::to_string(i * 7919) + "</p>\n";
  return text + "</body></html>";
}

class PageBodies : public testing::Test {
 protected:
  PageBodies() {
    apps::SiteInputs site = site_of({"a"}, {"app()"});
    plan = apps::Plan::compile(site, plan_settings());
    planned = page_plan(*plan, "/");
  }

  std::string marked(std::string text) const {
    return text.insert(text.find("<script"), plan->tag());
  }

  PageFacts facts(Coding coding, PageRequest request = PageRequest::navigation) {
    return {.request = request,
            .charset = "utf-8",
            .changes = page_changes(planned, nullptr),
            .limits = &scanner,
            .coding = coding};
  }

  // Feeds `bytes` in pieces; what came out. `after_piece` sees what had come out by then.
  template <typename Fn>
  std::string run(std::string_view bytes, size_t cut, Fn&& after_piece) {
    std::string out;
    auto take = [&] {
      for (std::string_view part : body.parts()) out += part;
      body.clear_parts();
    };
    for (; !bytes.empty() && !failed; bytes.remove_prefix(std::min(cut, bytes.size()))) {
      std::string piece(bytes.substr(0, cut));  // gone after this turn, as a read buffer is
      if (auto fed = body.feed(piece); !fed) failed = fed.error();
      body.flush();
      take();
      after_piece(piece.size(), out);
    }
    if (failed) return out;
    if (auto whole = body.finish(); !whole) failed = whole.error();
    take();
    return out;
  }
  std::string run(std::string_view bytes, size_t cut = kBytesMax) {
    return run(bytes, cut, [](size_t, const std::string&) {});
  }

  html::ScannerLimits scanner;
  http::CodecPool codecs{{}, {}};
  std::array<char, 4096> room;
  std::shared_ptr<const apps::Plan> plan;
  PagePlan planned;
  PageBody body{codecs, room};
  std::optional<Error> failed;
};

TEST_F(PageBodies, AreTheSameForEveryCodingAndCut) {
  for (Coding coding : kAll) {
    std::string coded = reference_encode(coding, page());
    for (size_t cut : kCuts) {
      SCOPED_TRACE(std::string(http::coding_name(coding)) + " in pieces of " + std::to_string(cut));
      body.begin_page(facts(coding));
      auto decoded = reference_decode(coding, run(coded, cut), kBytesMax);
      ASSERT_FALSE(failed);
      EXPECT_EQ(decoded, marked(page()));
      EXPECT_EQ(body.added(), plan->tag().size());
      body.end();
    }
  }
  EXPECT_EQ(codecs.charged_bytes(), 0u);
}

TEST_F(PageBodies, LeaveWithThePieceThatBroughtThem) {
  for (Coding coding : kAll) {
    SCOPED_TRACE(http::coding_name(coding));
    // An origin that flushes: each part can be decoded when it is there.
    http::BodyEncoder origin(coding);
    std::string plain;
    std::string coded;
    body.begin_page(facts(coding));
    std::string out;
    for (int i = 0; i < 20; i++) {
      std::string part =
          i == 0 ? "<!doctype html><head><script></script></head>" : "<p>part " + std::to_string(i);
      plain += part + " ";
      std::string piece;
      origin.write(part + " ", piece);
      origin.flush(piece);
      ASSERT_TRUE(body.feed(piece));
      body.flush();
      for (std::string_view view : body.parts()) out += view;
      body.clear_parts();
      EXPECT_EQ(reference_decode_prefix(coding, out, kBytesMax), marked(plain));
    }
    body.end();
  }
}

TEST_F(PageBodies, ThatAreNoPagesLeaveAsTheyCame) {
  const std::string bodies[] = {"<li>one</li><li>two</li>", "", "plain words",
                                std::string(5000, ' ') + page()};
  for (Coding coding : kAll) {
    for (const std::string& text : bodies) {
      for (size_t cut : {size_t{1}, size_t{7}, kBytesMax}) {
        std::string coded = reference_encode(coding, text);
        body.begin_page(facts(coding, PageRequest::possible));
        EXPECT_EQ(run(coded, cut), coded) << http::coding_name(coding) << " " << text.substr(0, 10);
        EXPECT_FALSE(failed);
        EXPECT_EQ(body.mode(), Markup::Mode::relay);
        EXPECT_FALSE(body.coded_here());
        body.end();
      }
    }
  }
}

TEST_F(PageBodies, ThatCannotBeDecodedLeaveAsTheyCame) {
  for (Coding coding : kAll) {
    std::string wrong = "neither " + page();
    body.begin_page(facts(coding));
    EXPECT_EQ(run(wrong, 64), wrong) << http::coding_name(coding);
    EXPECT_FALSE(failed);
    ASSERT_TRUE(body.problem());
    EXPECT_EQ(body.problem()->reason, Reason::decode_failed);
    body.end();
  }
}

TEST_F(PageBodies, ThatBreakAfterTheirBeginningEndThere) {
  for (Coding coding : kAll) {
    SCOPED_TRACE(http::coding_name(coding));
    http::BodyEncoder origin(coding);  // a part that can be decoded by itself, then the rest
    std::string coded;
    origin.write(page(), coded);
    origin.flush(coded);
    origin.write(page(), coded);
    origin.finish(coded);
    body.begin_page(facts(coding));
    std::string out = run(std::string_view(coded).substr(0, coded.size() - 1), 64);
    EXPECT_FALSE(failed);
    ASSERT_TRUE(body.problem());
    EXPECT_EQ(body.problem()->reason, Reason::decode_failed);
    EXPECT_FALSE(reference_decode(coding, out, kBytesMax)) << "nobody takes it for the whole";
    EXPECT_TRUE(reference_decode_prefix(coding, out, kBytesMax).starts_with(marked(page())));
    body.end();
  }
  EXPECT_EQ(codecs.charged_bytes(), 0u);
}

TEST_F(PageBodies, MayHaveBytesBehindTheirEnd) {
  std::string coded = reference_encode(Coding::gzip, page()) + "and more";
  body.begin_page(facts(Coding::gzip));
  auto decoded = reference_decode(Coding::gzip, run(coded, 100), kBytesMax);
  EXPECT_FALSE(failed);
  EXPECT_EQ(decoded, marked(page()));
}

TEST_F(PageBodies, ThatGrowTooMuchFailInFlatMemory) {
  std::string start = page();
  std::string bomb = reference_encode(Coding::gzip, start + std::string(32 << 20, 'x'));
  body.begin_page(facts(Coding::gzip));
  std::string out = run(bomb, 16384);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, Reason::decode_ratio);
  EXPECT_LT(out.size(), bomb.size() + 65536);
}

TEST_F(PageBodies, OverTheMemoryLimitStayAsTheyAre) {
  std::string coded = reference_encode(Coding::gzip, page());
  // Nothing for a decoder; enough for one, and nothing for an encoder beside it.
  uint64_t decoder = http::decoder_memory_bytes(Coding::gzip, {});
  for (uint64_t limit : {uint64_t{1}, decoder + 1}) {
    http::CodecPool tight({}, {.memory_bytes_max = limit});
    PageBody other(tight, room);
    other.begin_page(facts(Coding::gzip));
    ASSERT_TRUE(other.feed(coded));
    ASSERT_TRUE(other.finish());
    ASSERT_TRUE(other.problem());
    EXPECT_EQ(other.problem()->reason, Reason::decode_over_budget);
    std::string out;
    for (std::string_view part : other.parts()) out += part;
    EXPECT_EQ(out, coded);
    other.end();
    EXPECT_EQ(tight.charged_bytes(), 0u);
    other.begin_untouched();
    EXPECT_EQ(other.encode_in(Coding::gzip), false);
    EXPECT_FALSE(other.coded_here());
  }
}

TEST_F(PageBodies, AreEncodedForTheVisitorWhereTheyComePlain) {
  for (Coding coding : kAll) {
    PageFacts plain = facts(Coding::identity);
    for (size_t cut : kCuts) {
      body.begin_page(plain);
      ASSERT_TRUE(body.encode_in(coding));
      EXPECT_EQ(reference_decode(coding, run(page(), cut), kBytesMax), marked(page()));
      EXPECT_TRUE(body.coded_here());
      body.end();
    }
    plain.request = PageRequest::possible;
    body.begin_page(plain);
    ASSERT_TRUE(body.encode_in(coding));
    EXPECT_EQ(reference_decode(coding, run("<li>no page", 3), kBytesMax), "<li>no page");
    body.end();
    body.begin_untouched();
    ASSERT_TRUE(body.encode_in(coding));
    EXPECT_EQ(reference_decode(coding, run(page(), 100), kBytesMax), page());
    body.end();
  }
}

TEST_F(PageBodies, HoldNothingBetweenTwo) {
  std::string coded = reference_encode(Coding::gzip, page());
  for (int i = 0; i < 100; i++) {
    body.begin_page(facts(Coding::gzip));
    run(std::string_view(coded).substr(0, coded.size() / 2), 64);
    failed.reset();
    body.end();
    ASSERT_EQ(codecs.charged_bytes(), 0u);
    EXPECT_TRUE(body.parts().empty());
  }
}

}  // namespace
}  // namespace inlay
