#include "channel/ring.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace inlay::channel {
namespace {

constexpr uint64_t kRingBytes = 64;

// A small ring, in the test's own memory with bytes around it that must stay as they are.
struct SmallRing {
  std::string memory = std::string(3 * kRingBytes, '#');
  std::atomic<uint64_t> written = 0;
  std::atomic<uint64_t> read = 0;
  RingParts parts{memory.data() + kRingBytes, kRingBytes, &written, &read};
  RingWriter writer{parts};
  RingReader reader{parts};

  bool whole_around() const {
    return memory.find_first_not_of('#') >= kRingBytes &&
           memory.find_last_not_of('#') < 2 * kRingBytes;
  }
  bool put(std::string_view text, uint64_t keep = 0) {
    return writer.put({{static_cast<uint32_t>(text.size()), 7, 9},
                       text.substr(0, text.size() / 2),
                       text.substr(text.size() / 2)},
                      keep);
  }
  // Both ends, to this place of the ring.
  void move_to(size_t place) {
    for (size_t left = kRingBytes + place; left != 0;) {
      const size_t step = left > kRingBytes ? kRingBytes / 2 : left;
      ASSERT_TRUE(put(std::string(step - kFrameBytes, 'm')));
      writer.publish();
      reader.look();
      take();
      reader.publish();
      left -= step;
    }
  }
  std::string take() {
    Frame frame;
    std::array<char, kRingBytes> buffer;
    if (!reader.frame(frame)) return "none";
    EXPECT_EQ(frame.subject, 7U);
    EXPECT_EQ(frame.type, 9U);
    return std::string(reader.payload(frame, buffer));
  }
};

TEST(Ring, records_wrap_at_every_byte) {
  for (size_t start = 0; start < kRingBytes; ++start) {
    for (size_t bytes = 0; bytes + kFrameBytes <= kRingBytes; ++bytes) {
      SmallRing ring;
      ring.move_to(start);
      std::string text;
      for (size_t i = 0; i < bytes; ++i) text += static_cast<char>('a' + i % 26);
      ASSERT_TRUE(ring.put(text));
      EXPECT_TRUE(ring.reader.empty());
      EXPECT_FALSE(ring.reader.look()) << "not shown yet";
      EXPECT_TRUE(ring.writer.publish());
      EXPECT_FALSE(ring.writer.publish());
      EXPECT_TRUE(ring.reader.look());
      EXPECT_EQ(ring.take(), text);
      EXPECT_EQ(ring.take(), "none");
      EXPECT_TRUE(ring.reader.sound() && ring.writer.sound() && ring.whole_around());
    }
  }
}

TEST(Ring, is_full_to_the_last_byte_and_not_beyond) {
  SmallRing ring;
  const std::string text(kRingBytes - kFrameBytes, 'x');
  EXPECT_FALSE(ring.put(text + "x"));
  EXPECT_FALSE(ring.put(text, 1)) << "a byte is to stay free";
  EXPECT_TRUE(ring.put(text.substr(1), 1));
  EXPECT_EQ(ring.writer.space(), 1U);
  EXPECT_FALSE(ring.put(""));
  ring.writer.publish();
  ring.reader.look();
  EXPECT_EQ(ring.take(), text.substr(1));
  EXPECT_FALSE(ring.put(text)) << "taken is not shown";
  EXPECT_EQ(ring.reader.unpublished(), kRingBytes - 1);
  EXPECT_TRUE(ring.reader.publish());
  EXPECT_TRUE(ring.put(text));
}

struct Position {
  const char* name;
  uint64_t position;
};

// After 30 bytes of a record were written and taken.
SmallRing& used(SmallRing& ring) {
  EXPECT_TRUE(ring.put("123456789012345678"));
  ring.writer.publish();
  EXPECT_TRUE(ring.reader.look());
  EXPECT_EQ(ring.take(), "123456789012345678");
  ring.reader.publish();
  EXPECT_TRUE(ring.writer.look());
  return ring;
}

TEST(Ring, a_writer_with_an_impossible_position_is_unsound) {
  for (const Position& row :
       {Position{"back", 29}, Position{"zero", 0}, Position{"beyond the ring", 30 + kRingBytes + 1},
        Position{"the largest", UINT64_MAX}}) {
    SCOPED_TRACE(row.name);
    SmallRing ring;
    used(ring).written = row.position;
    EXPECT_FALSE(ring.reader.look());
    EXPECT_FALSE(ring.reader.sound());
    EXPECT_EQ(ring.take(), "none");
    ring.written = 30 + kRingBytes;
    EXPECT_FALSE(ring.reader.look()) << "and stays so";
  }
}

TEST(Ring, a_writer_that_takes_back_what_it_has_shown_is_unsound) {
  SmallRing ring;
  EXPECT_TRUE(ring.put("one") && ring.put("two"));
  ring.writer.publish();
  EXPECT_TRUE(ring.reader.look());
  EXPECT_EQ(ring.take(), "one");
  ring.written = kFrameBytes + 3;  // where the reader is
  EXPECT_FALSE(ring.reader.look());
  EXPECT_FALSE(ring.reader.sound());
}

TEST(Ring, a_reader_with_an_impossible_position_is_unsound) {
  for (const Position& row :
       {Position{"back", 29}, Position{"zero", 0}, Position{"beyond what was shown", 31},
        Position{"the largest", UINT64_MAX}}) {
    SCOPED_TRACE(row.name);
    SmallRing ring;
    used(ring);
    EXPECT_TRUE(ring.put("not shown"));
    ring.read = row.position;
    EXPECT_FALSE(ring.writer.look());
    EXPECT_FALSE(ring.writer.sound());
    EXPECT_FALSE(ring.put("more"));
  }
}

TEST(Ring, a_record_that_is_cut_off_is_unsound) {
  for (uint64_t shown = 1; shown < 30; ++shown) {
    SmallRing ring;
    EXPECT_TRUE(ring.put("123456789012345678"));
    ring.written = shown;
    EXPECT_TRUE(ring.reader.look());
    Frame frame;
    EXPECT_FALSE(ring.reader.frame(frame)) << shown;
    EXPECT_FALSE(ring.reader.sound());
  }
}

}  // namespace
}  // namespace inlay::channel
