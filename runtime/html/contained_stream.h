// Contents that come in pieces, made ready for their place as contain() and Content do it for those
// that are there at once: as a whole they are kept to themselves.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/content.h"

namespace inlay::html {

// Pieces are UTF-8 that may be cut within a character; malformed ones are repaired. Holds back a
// few bytes whose meaning depends on what follows. Costs one scan of HTML, at a foreign place four.
class ContainedStream {
 public:
  ContainedStream(ContentPlace place, ContentType type, ContentEncoding encoding);
  ~ContainedStream();
  ContainedStream(const ContainedStream&) = delete;
  ContainedStream& operator=(const ContainedStream&) = delete;

  // Appends what may stand there now. False, and nothing appended: what comes cannot stand there at
  // all (a <plaintext>; in raw text, its end). Then finish() is next.
  bool feed(std::string_view piece, std::string& out);
  // Appends the rest, and what closes whatever was opened. False: it cannot end so, and only what
  // closes it was appended.
  bool finish(std::string& out);
  // What would close it behind the bytes that were appended so far; nothing: that depends on what
  // follows the place.
  std::optional<std::string> closing() const;

 private:
  class Reader;  // reads along, as after one of pages_before()

  bool add(std::string text, std::string& out);
  std::string in_ascii(std::string_view text);
  void read(std::string_view text);
  void escape_end_tags(std::string& text) const;
  size_t held_back(std::string_view text) const;
  size_t held_back_in_markup(std::string_view text) const;
  bool is_markup() const;
  void remember_closing();
  bool can_end() const;
  void close(std::string& out);

  ContentPlace place_;
  ContentType type_;
  ContentEncoding encoding_;
  std::vector<std::unique_ptr<Reader>> readers_;  // of HTML in markup
  std::string cut_;                               // the beginning of a character
  std::string tail_;                              // held back
  std::string closing_before_;                    // the piece read last
  bool ends_with_less_than_ = false;              // what was appended
  bool failed_ = false;
};

}  // namespace inlay::html
