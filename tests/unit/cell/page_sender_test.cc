#include "cell/page_sender.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "../channel/channel_pair.h"

namespace inlay::cell {
namespace {

using channel::CellRecord;

// "N[restore]:bytes" for a record with a place, "held:bytes", "free:bytes", "end", "broken off".
std::vector<std::string> heard(channel::Pair& pair, channel::StreamId stream) {
  std::vector<std::string> all;
  pair.cell->flush();
  while (const CellRecord* record = pair.edge->next()) {
    if (const auto* head = std::get_if<channel::Head>(record)) {
      all.push_back("head " + std::to_string(head->status) + " " +
                    std::to_string(head->fields.size()) + (head->more ? " more" : ""));
    } else if (const auto* output = std::get_if<channel::Output>(record)) {
      const std::string place =
          output->held ? "held"
                       : (output->offset ? std::to_string(*output->offset) : std::string("free"));
      const std::string restore =
          output->restore.empty() ? "" : "[" + std::string(output->restore) + "]";
      const size_t size = output->bytes.size();
      all.push_back(place + restore + ":" +
                    (size > 20 ? std::to_string(size) + " bytes" : std::string(output->bytes)));
      if (size > 0) pair.edge->released(stream, size);
    } else if (const auto* end = std::get_if<channel::OutputEnd>(record)) {
      all.push_back(end->ending == channel::BodyEnding::whole ? "end" : "broken off");
    }
  }
  return all;
}

struct Row {
  const char* name;
  std::function<void(PageSender&)> play;
  std::vector<std::string> want;
};

const std::vector<Row> kRows{
    {"the page as it came",
     [](PageSender& sender) {
       sender.page(0, "abc");
       sender.send();
       sender.page(3, "d");
       sender.page(4, "e");
       sender.receive(5);
       sender.end(true);
     },
     {"3:abc", "5:de", "end"}},
    {"each byte of the page's own is a place",
     [](PageSender& sender) {
       sender.bytes("abc");
       sender.place(2, {});
       sender.page(2, "de");
     },
     {"4:abcde"}},
    {"what is behind the last place is held",
     [](PageSender& sender) {
       sender.bytes("abc");
       sender.place(7, {});
       sender.bytes("de");
     },
     {"7:abc", "held:de"}},
    {"and leaves with the next",
     [](PageSender& sender) {
       sender.bytes("de");
       sender.send();
       sender.bytes("f");
       sender.place(9, "</i>");
     },
     {"held:de", "9[</i>]:f"}},
    {"a place without bytes",
     [](PageSender& sender) {
       sender.place(9, {});
       sender.send();
       sender.place(9, {});
     },
     {"9:"}},
    {"only the last place counts",
     [](PageSender& sender) {
       sender.bytes("a");
       sender.place(1, {});
       sender.bytes("b");
       sender.place(2, {});
     },
     {"2:ab"}},
    {"a whole page ends in a place",
     [](PageSender& sender) {
       sender.bytes("a");
       sender.receive(10);
       sender.end(true);
     },
     {"10:a", "end"}},
    {"one that breaks off does not",
     [](PageSender& sender) {
       sender.bytes("a");
       sender.receive(10);
       sender.end(false);
     },
     {"held:a", "broken off"}},
    {"an answer of a script's own",
     [](PageSender& sender) {
       sender.head({.status = 404, .fields = {{"a", "b"}}});
       sender.made();
       sender.bytes("abc");
       sender.end(true);
     },
     {"head 404 1", "free:abc", "end"}},
    {"the origin's head is not told",
     [](PageSender& sender) {
       sender.head({.status = 200, .fields = {{"x", "y"}}});
       sender.end(true);
     },
     {"end"}},
    {"a head of many fields",
     [](PageSender& sender) {
       PageHead head;
       for (size_t i = 0; i < channel::kFieldsMax + 2; ++i) head.fields.push_back({"n", "v"});
       sender.head(head);
       sender.end(false);
     },
     {"head 200 512 more", "head 200 2", "broken off"}},
    {"more than a record takes",
     [](PageSender& sender) {
       sender.bytes(std::string(channel::kChunkBytesMax + 5, 'x'));
       sender.place(3, {});
     },
     {"held:65536 bytes", "3:xxxxx"}},
};

TEST(PageSender, records) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    channel::Pair pair = channel::greeted_pair();
    channel::Begin begin{.has_body = true};
    ASSERT_TRUE(pair.edge->begin(begin));
    ASSERT_EQ(pair.edge->body(begin.stream, "0123456789"), 10U);
    pair.edge->settle();
    while (pair.cell->next() != nullptr) {
    }
    PageSender sender(*pair.cell, begin.stream);
    sender.expects({.status = 200, .fields = {{"x", "y"}}});
    row.play(sender);
    sender.send();
    EXPECT_EQ(heard(pair, begin.stream), row.want);
  }
}

TEST(PageSender, a_visitor_who_takes_nothing_stops_it) {
  channel::Pair pair = channel::greeted_pair();
  channel::Begin begin{.has_body = true};
  ASSERT_TRUE(pair.edge->begin(begin));
  pair.edge->settle();
  while (pair.cell->next() != nullptr) {
  }
  PageSender sender(*pair.cell, begin.stream);
  sender.made();
  size_t gone = 0;
  while (sender.wants_more()) {
    sender.bytes(std::string(10'000, 'x'));
    gone += 10'000;
    sender.send();
  }
  EXPECT_LT(gone, 300'000U);
  size_t came = 0;
  for (int turn = 0; turn < 100 && came < gone; ++turn) {
    pair.cell->settle();
    while (const CellRecord* record = pair.edge->next()) {
      const auto& output = std::get<channel::Output>(*record);
      came += output.bytes.size();
      pair.edge->released(begin.stream, output.bytes.size());
    }
    pair.edge->settle();
    while (pair.cell->next() != nullptr) {
    }
    sender.send();
  }
  EXPECT_EQ(came, gone);
  EXPECT_TRUE(sender.wants_more());
}

}  // namespace
}  // namespace inlay::cell
