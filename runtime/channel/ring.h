// One ring of a channel: records from one writer to one reader, in memory that the other side may
// overwrite at any moment. Each end keeps its own positions privately and reads the other's once
// per look: a position that goes back, or claims more than the ring holds, is an error, and the end
// answers nothing any more. Records wrap at any byte. Neither end blocks or allocates.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

#include "channel/record_codec.h"

namespace inlay::channel {

// `data` and the positions outlive the ring's ends.
struct RingParts {
  char* data;
  uint64_t bytes;  // a power of two
  std::atomic<uint64_t>* written;
  std::atomic<uint64_t>* read;
};

class RingWriter {
 public:
  explicit RingWriter(const RingParts& parts) : ring_(parts) {}

  // Writes frame, plain and rest where publish() will show them. False: there is not so much space
  // that `keep` bytes stay free after it.
  bool put(const EncodedRecord& record, uint64_t keep);
  // Shows the reader what was put. True: there was something.
  bool publish();
  // Space that there is for certain.
  uint64_t space() const { return ring_.bytes - (at_ - reader_at_); }
  // Looks how far the reader has come. True: further than at the last look.
  bool look();
  uint64_t position() const { return at_; }
  // Everything before it has been taken by the reader, as of the last look.
  uint64_t reader_position() const { return reader_at_; }
  bool sound() const { return sound_; }

 private:
  void copy_in(std::string_view bytes);

  RingParts ring_;
  uint64_t at_ = 0;         // everything before it is written
  uint64_t published_ = 0;  // and shown
  uint64_t reader_at_ = 0;
  bool sound_ = true;
};

class RingReader {
 public:
  explicit RingReader(const RingParts& parts) : ring_(parts) {}

  // Looks how far the writer has come. True: there are records to take.
  bool look();
  // Whether a look would find more; changes nothing.
  bool more() const { return ring_.written->load(std::memory_order_acquire) != at_; }
  bool empty() const { return at_ == writer_at_; }

  // Copies the frame of the next record. False: empty(), or it is cut off, which is unsound.
  bool frame(Frame& frame);
  // Copies the payload of the frame just taken; `frame.payload_bytes` <= `buffer.size()`.
  std::string_view payload(const Frame& frame, std::span<char> buffer);
  // Shows the writer what was taken. True: there was something.
  bool publish();
  // Bytes taken that the writer does not know of.
  uint64_t unpublished() const { return at_ - published_; }
  bool sound() const { return sound_; }

 private:
  void copy_out(char* to, size_t bytes);

  RingParts ring_;
  uint64_t at_ = 0;         // everything before it is taken
  uint64_t published_ = 0;  // and shown
  uint64_t writer_at_ = 0;
  bool sound_ = true;
};

}  // namespace inlay::channel
