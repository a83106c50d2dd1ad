// Where a page goes on its way through a chain of scripts: what one of them gives is what the next
// one is given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inlay {

struct PageField {
  std::string name;
  std::string value;

  bool operator==(const PageField&) const = default;
};

// Of an answer.
struct PageHead {
  uint16_t status = 200;
  std::vector<PageField> fields;

  bool operator==(const PageHead&) const = default;
};

// Calls come in the order in which they stand here; all but head() may come on a fiber, so nobody
// enters JavaScript in them.
class PageOutput {
 public:
  virtual ~PageOutput() = default;

  virtual void head(const PageHead& head) = 0;
  // What comes is no page of the site's, but a script's own: there are no places any more.
  virtual void made() = 0;
  // Borrowed for the call.
  virtual void bytes(std::string_view bytes) = 0;
  // Bytes of the page as they came, from `offset` on, where what came so far is read as the page
  // before them: behind each of them is a place().
  virtual void page(uint64_t offset, std::string_view bytes) = 0;
  // All that came so far stands for the first `offset` bytes of the page: who goes on with
  // `restore` and then with the page from there on loses and doubles nothing (decision 19).
  virtual void place(uint64_t offset, std::string_view restore) = 0;
  // Whole, or the page has broken off.
  virtual void end(bool whole) = 0;

  // Whether bytes are welcome now. Those that come all the same are taken.
  virtual bool wants_more() const = 0;
};

}  // namespace inlay
