// Bytes that one process hands to another and that nobody can change any more: a sealed memory
// file.
#pragma once

#include <string>
#include <string_view>

#include "base/quantity.h"
#include "base/result.h"
#include "os/fd.h"

namespace inlay {

// Sealed against writing, growing and shrinking. `name` shows up in /proc only.
Result<Fd> sealed_memory(const char* name, std::string_view bytes);

// A read-only view of a sealed memory file, as long as this object lives. Refuses an unsealed one:
// its owner could change the bytes while we read them.
class SealedView {
 public:
  static Result<SealedView> map(int fd, Bytes limit);
  SealedView(SealedView&& other) noexcept;
  SealedView& operator=(SealedView&&) = delete;
  ~SealedView();
  std::string_view bytes() const { return {data_, size_}; }

 private:
  SealedView(const char* data, size_t size) : data_(data), size_(size) {}
  const char* data_;
  size_t size_;
};

}  // namespace inlay
