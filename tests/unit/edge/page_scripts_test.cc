#include "edge/page_scripts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../channel/channel_pair.h"

namespace inlay {
namespace {

using channel::BodyEnding;
using channel::CellRecord;
using Ending = PageScripts::Ending;

constexpr std::string_view kPage = "abcdefghij";
const std::vector<channel::ScriptId> kChain{1, 2};
constexpr Bytes kAllowance = 1_MiB;

// A stream and, at the other end of its channel, a cell that does what the test says.
class Way {
 public:
  explicit Way(Bytes allowance = kAllowance,
               PageVisit visit = {.method = "GET", .url = "http://a/"})
      : scripts_(std::move(visit), kChain, *total_.reserve(allowance)) {
    enter();
  }

  PageScripts& operator*() { return scripts_; }
  PageScripts* operator->() { return &scripts_; }
  channel::AllowanceTotal& total() { return total_; }

  void enter() {
    pairs_.push_back(channel::greeted_pair());
    scripts_.enter(edge());
  }
  channel::CellEnd& cell() { return *pairs_.back().cell; }
  channel::EdgeEnd& edge() { return *pairs_.back().edge; }

  // The cell takes what has come, and gives its window back.
  void cell_reads() {
    while (const channel::EdgeRecord* record = cell().next()) {
      if (const auto* begin = std::get_if<channel::Begin>(record)) {
        stream_ = begin->stream;
        chain_.assign(begin->chain.begin(), begin->chain.end());
        body_.clear();
        body_end_.reset();
      }
      if (const auto* body = std::get_if<channel::Body>(record)) {
        body_.append(body->bytes);
        cell().consumed(stream_, body->bytes.size());
      }
      if (const auto* ended = std::get_if<channel::BodyEnd>(record)) body_end_ = ended->ending;
      if (std::holds_alternative<channel::Cancel>(*record)) cancelled_ = true;
    }
    (void)cell().settle();
  }
  // What is sent arrives; what the cell has said is taken.
  void turn() {
    for (int i = 0; i < 8; ++i) {
      scripts_.pump();
      (void)edge().settle();
      cell_reads();
      edge_reads();
    }
  }
  void edge_reads() {
    do {
      while (const CellRecord* record = edge().next()) scripts_.take(*record);
      visitor_reads();
    } while (edge().settle() == channel::Rest::work);
    ASSERT_EQ(edge().broken(), nullptr) << edge().broken()->detail;
  }
  template <typename Record>
  void say(Record record) {
    record.stream = stream_;
    const auto sent = cell().send(record);
    ASSERT_TRUE(sent && *sent == channel::Sent::yes);
    (void)cell().settle();
    edge_reads();
  }
  void finish() {
    const std::vector<channel::ScriptResult> results{{.script = 1}, {.script = 2}};
    say(channel::Finished{.results = results});
  }
  bool die(channel::ScriptId culprit = 0) {
    const bool again = scripts_.cell_gone(culprit, Outcome::killed);
    visitor_reads();
    return again;
  }
  void visitor_reads() {
    out_.append(scripts_.leaving());
    scripts_.taken(true);
  }

  std::string out_;
  std::string body_;
  std::optional<BodyEnding> body_end_;
  std::vector<channel::ScriptId> chain_;
  bool cancelled_ = false;

 private:
  channel::AllowanceTotal total_{Bytes(64 << 20)};
  std::vector<channel::Pair> pairs_;
  PageScripts scripts_;
  channel::StreamId stream_ = 0;
};

struct Put {
  std::optional<uint64_t> offset;
  bool held;
  std::string_view restore;
  std::string_view bytes;
};
struct Row {
  const char* name;
  std::vector<Put> puts;
};

const std::vector<Row> kRows{
    {"relay", {{3, false, "", "abc"}, {7, false, "", "defg"}, {10, false, "", "hij"}}},
    {"inserts", {{3, false, "", "abcX"}, {3, false, "", "Y"}, {10, false, "", "Zdefghij"}}},
    {"removes the beginning", {{4, false, "", ""}, {10, false, "", "efghij"}}},
    {"removes the end", {{4, false, "", "abcd"}, {10, false, "", ""}}},
    {"holds a replacement",
     {{2, false, "", "ab"},
      {2, true, "", "<X"},
      {2, true, "", "Y"},
      {6, false, "", ">"},
      {10, false, "", "ghij"}}},
    {"holds from the beginning",
     {{0, true, "", "<X"}, {6, false, "", ">"}, {10, false, "", "ghij"}}},
    {"restores within an insert",
     {{3, false, "", "abc"},
      {3, false, "-->", "<!--"},
      {3, false, "-->", "long"},
      {3, false, "", "-->"},
      {10, false, "", "defghij"}}},
};

// What the rule says must have left when the cell dies after so many of the outputs.
std::string by_the_rule(const Row& row, size_t records, bool& left) {
  std::string out;
  std::string held;
  uint64_t offset = 0;
  std::string_view restore;
  for (size_t i = 0; i < records; ++i) {
    const Put& put = row.puts[i];
    held.append(put.bytes);
    if (put.held) continue;
    out.append(held);
    held.clear();
    offset = *put.offset;
    restore = put.restore;
  }
  left = !out.empty();
  return out + std::string(restore) + std::string(kPage.substr(offset));
}

std::string whole_of(const Row& row) {
  std::string out;
  for (const Put& put : row.puts) out.append(put.bytes);
  return out;
}

void put(Way& way, const Put& one) {
  way.say(channel::Output{
      .held = one.held, .offset = one.offset, .restore = one.restore, .bytes = one.bytes});
}

void bring_cut_at(Way& way, size_t cut) {
  way->bring(kPage.substr(0, cut));
  way.turn();
  way->bring(kPage.substr(cut));
  way->end(BodyEnding::whole);
  way.turn();
}

TEST(PageScripts, LeavesWhatTheCellSays) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    for (size_t cut = 0; cut <= kPage.size(); ++cut) {
      Way way;
      bring_cut_at(way, cut);
      EXPECT_EQ(way.body_, kPage);
      EXPECT_EQ(way.body_end_, BodyEnding::whole);
      for (const Put& one : row.puts) put(way, one);
      EXPECT_EQ(way->ending(), Ending::none);
      way.say(channel::OutputEnd{});
      EXPECT_EQ(way->ending(), Ending::whole);
      EXPECT_FALSE(way->over());
      way.finish();
      EXPECT_TRUE(way->over());
      EXPECT_EQ(way.out_, whole_of(row));
      EXPECT_EQ(way->allowance().used(), Bytes(0));
      for (const ScriptReport& report : way->reports()) EXPECT_EQ(report.outcome, Outcome::ok);
    }
  }
}

TEST(PageScripts, GoesOnFromTheOffsetWhenTheCellDies) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    for (size_t records = 0; records <= row.puts.size(); ++records) {
      SCOPED_TRACE(records);
      for (size_t cut = 0; cut <= kPage.size(); ++cut) {
        Way way;
        bring_cut_at(way, cut);
        for (size_t i = 0; i < records; ++i) put(way, row.puts[i]);
        bool left = false;
        const std::string expected = by_the_rule(row, records, left);
        const bool again = way.die(1);
        ASSERT_EQ(again, !left);
        EXPECT_EQ(way->reports()[0].outcome, Outcome::killed);
        if (!again) {
          EXPECT_EQ(way.out_, expected);
          EXPECT_EQ(way->ending(), Ending::whole);
          EXPECT_TRUE(way->over());
          continue;
        }
        way.enter();
        way.turn();
        EXPECT_EQ(way.chain_, std::vector<channel::ScriptId>{2});
        EXPECT_EQ(way.body_, kPage);
        for (const Put& one : row.puts) put(way, one);
        way.say(channel::OutputEnd{});
        EXPECT_EQ(way.out_, whole_of(row));
      }
    }
  }
}

TEST(PageScripts, DoesNotBeginAThirdTime) {
  Way way;
  bring_cut_at(way, 5);
  ASSERT_TRUE(way.die(1));
  way.enter();
  way.turn();
  EXPECT_FALSE(way.die(2));
  EXPECT_EQ(way.out_, kPage);
  EXPECT_EQ(way->ending(), Ending::whole);
}

TEST(PageScripts, FollowsThePageAfterItsCellDied) {
  Way way;
  way->bring("abcdef");
  way.turn();
  put(way, {2, false, "", "AB"});
  EXPECT_FALSE(way.die());
  EXPECT_EQ(way.out_, "ABcdef");
  EXPECT_TRUE(way->alone());
  for (char letter : std::string_view("ghij")) way->bring({&letter, 1});
  way->end(BodyEnding::whole);
  way.visitor_reads();
  EXPECT_EQ(way.out_, "ABcdefghij");
  EXPECT_EQ(way->ending(), Ending::whole);
}

TEST(PageScripts, BreaksOffWhereThePageDoes) {
  Way way;
  way->bring("abc");
  way->end(BodyEnding::failed);
  way.turn();
  EXPECT_EQ(way.body_end_, BodyEnding::failed);
  put(way, {3, false, "", "abc"});
  way.say(channel::OutputEnd{.ending = BodyEnding::failed});
  EXPECT_EQ(way.out_, "abc");
  EXPECT_EQ(way->ending(), Ending::failed);
}

TEST(PageScripts, GoesOnUntouchedOverItsAllowance) {
  Way way(Bytes(1000));
  std::string page;
  way->bring(std::string(600, 'a'));
  way.turn();
  put(way, {100, false, "", std::string(100, 'A')});
  way->bring(std::string(400, 'b'));  // 900 are kept
  EXPECT_FALSE(way->alone());
  way->bring(std::string(101, 'c'));
  way->end(BodyEnding::whole);
  way.turn();
  EXPECT_TRUE(way->alone());
  EXPECT_TRUE(way.cancelled_);
  EXPECT_EQ(way.out_, std::string(100, 'A') + std::string(500, 'a') + std::string(400, 'b') +
                          std::string(101, 'c'));
  EXPECT_EQ(way->ending(), Ending::whole);
  EXPECT_FALSE(way->over());  // its finished record is still to come
  way.finish();
  EXPECT_TRUE(way->over());
  for (const ScriptReport& report : way->reports()) EXPECT_EQ(report.outcome, Outcome::over_buffer);
}

TEST(PageScripts, ChargesWhatIsHeldBack) {
  Way way(Bytes(1000));
  bring_cut_at(way, 4);
  put(way, {0, true, "", std::string(991, 'X')});
  EXPECT_TRUE(way->alone());
  EXPECT_EQ(way.out_, kPage);
}

TEST(PageScripts, HoldsAnAnswerOfTheScriptsOwn) {
  struct Made {
    const char* name;
    size_t bytes;
    bool ends;
    BodyEnding ending;
    std::string_view out;  // of the page; empty: the answer itself
    Ending expected;
  };
  const std::vector<Made> rows{
      {"small and whole", 100, true, BodyEnding::whole, "", Ending::whole},
      {"small and failed", 100, true, BodyEnding::failed, kPage, Ending::whole},
      {"small and dead", 100, false, BodyEnding::failed, "", Ending::none},
      {"large and whole", 2000, true, BodyEnding::whole, "", Ending::whole},
      {"large and failed", 2000, true, BodyEnding::failed, "", Ending::failed},
      {"large and dead", 2000, false, BodyEnding::failed, "", Ending::failed},
  };
  for (const Made& row : rows) {
    SCOPED_TRACE(row.name);
    Way way(Bytes(1000));
    bring_cut_at(way, 4);
    const std::vector<channel::Field> fields{{"Content-Type", "text/plain"}};
    way.say(channel::Head{.status = 201, .fields = fields});
    put(way, {std::nullopt, false, "", std::string(row.bytes / 2, 'm')});
    EXPECT_EQ(way.out_.empty(), row.bytes / 2 < 990);
    put(way, {std::nullopt, false, "", std::string(row.bytes / 2, 'm')});
    if (row.ends) {
      way.say(channel::OutputEnd{.ending = row.ending});
      EXPECT_EQ(way.out_, row.out.empty() ? std::string(row.bytes, 'm') : row.out);
      EXPECT_EQ(way->head() != nullptr, row.out.empty());
    } else {
      EXPECT_EQ(way.die(), row.expected == Ending::none);
    }
    EXPECT_EQ(way->ending(), row.expected);
  }
}

TEST(PageScripts, WantsMoreAsTheCellTakesIt) {
  Way way;
  way->bring(std::string(300'000, 'a'));
  EXPECT_FALSE(way->wants_more());
  way.turn();
  EXPECT_EQ(way.body_.size(), 300'000u);
  EXPECT_TRUE(way->wants_more());
}

TEST(PageScripts, TakesAHeadWithoutWhatIsTheEdges) {
  Way way;
  bring_cut_at(way, 4);
  const std::vector<channel::Field> fields{{"X-A", "1"},
                                           {"Content-Length", "7"},
                                           {"Transfer-Encoding", "chunked"},
                                           {"Connection", "close"},
                                           {"Set-Cookie", "a=b"},
                                           {"Content-Encoding", "gzip"}};
  way.say(channel::Head{.status = 404, .fields = fields});
  ASSERT_NE(way->head(), nullptr);
  EXPECT_EQ(way->head()->status, 404);
  ASSERT_EQ(way->head()->fields.size(), 1u);
  EXPECT_EQ(way->head()->fields[0].name, "X-A");
  EXPECT_FALSE(way->unsound());
}

TEST(PageScripts, KnowsAHeadThatNoSoundCellSends) {
  const std::vector<std::pair<uint16_t, channel::Field>> rows{
      {199, {"X-A", "1"}},           {600, {"X-A", "1"}},
      {200, {"X A", "1"}},           {200, {"", "1"}},
      {200, {"X-A", "1\r\nX-B: 2"}}, {200, {"X-A", std::string_view("1\0", 2)}},
  };
  for (const auto& [status, field] : rows) {
    Way way;
    bring_cut_at(way, 4);
    const std::vector<channel::Field> fields{field};
    way.say(channel::Head{.status = status, .fields = fields});
    EXPECT_TRUE(way->unsound()) << field.name << ": " << field.value;
    EXPECT_TRUE(way.die());
  }
}

TEST(PageScripts, ACancelledOneIsOverWithItsFinishedRecord) {
  Way way;
  way->bring("abc");
  way.turn();
  way->cancel();
  way.turn();
  EXPECT_TRUE(way.cancelled_);
  EXPECT_FALSE(way->over());
  way.finish();
  EXPECT_TRUE(way->over());
  EXPECT_EQ(way.out_, "");
}

TEST(PageScripts, WithoutACellItGoesOnAtOnce) {
  channel::AllowanceTotal total{1_MiB};
  PageScripts scripts({.method = "GET", .url = "/"}, kChain, *total.reserve(Bytes(1000)));
  scripts.bring("abc");
  EXPECT_EQ(scripts.leaving(), "");
  scripts.give_up(Outcome::start_failed);
  scripts.bring("def");
  EXPECT_EQ(scripts.leaving(), "abcdef");
  scripts.end(BodyEnding::whole);
  EXPECT_TRUE(scripts.over());
  EXPECT_EQ(scripts.reports()[1].outcome, Outcome::start_failed);
}

}  // namespace
}  // namespace inlay
