// Declarative inserts, compiled: what a site's apps put into pages and change of them without any
// code of their own.
//
//   auto program = InsertProgram::compile(inserts);          // once, when the plan changes
//   PageRewriter rewriter({.inserts = program->get(), …});   // per page (page_rewriter.h)
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace inlay::html {

// `none`: only attributes change.
enum class InsertMethod : uint8_t { none, before, prepend, append, after, replace };
std::optional<InsertMethod> insert_method(std::string_view name);  // "before" …; not "none"

struct AttributeEdit {
  enum class Action : uint8_t {
    set,
    remove,
    add_tokens,  // puts those of the blank-separated tokens of `value` that it has not got
  };
  std::string name;
  Action action = Action::set;
  std::string value;  // characters; escaped by whoever writes it
};

// token: what the html opens of the tokenizer's (a tag, a comment, a raw text element) is closed at
// its end. tree: its elements are balanced too: missing end tags are added, stray ones left out.
enum class Containment : uint8_t { token, tree };

struct Insert {
  std::string selector;
  InsertMethod method = InsertMethod::none;
  std::string html;  // UTF-8, placeholders filled
  std::vector<AttributeEdit> attributes;
  Containment contain = Containment::token;
  uint32_t install = 0;  // of whom, in the owner's order: the bit of InstallBits
};

// Why an insert cannot be compiled. `offset` in bytes into the text of `part`.
struct InsertError {
  enum class Part : uint8_t { selector, html, attribute_name, program };
  size_t insert = 0;  // which of those given
  Part part = Part::selector;
  size_t attribute = 0;  // which of its attributes
  size_t offset = 0;
  std::string reason;  // lower case, what to do
};

// Which installs' inserts count on a page: install i is bit i % 64 of word i / 64, and those beyond
// the last word are off.
using InstallBits = std::vector<uint64_t>;

inline bool is_on(const InstallBits& bits, size_t install) {
  return install / 64 < bits.size() && (bits[install / 64] >> (install % 64) & 1) != 0;
}
inline void turn_on(InstallBits& bits, size_t install) {
  if (bits.size() <= install / 64) bits.resize(install / 64 + 1);
  bits[install / 64] |= uint64_t{1} << install % 64;
}

struct InsertRules;  // insert_program.cc

// Immutable: shared between threads, and by as many rewriters as there are; it outlives them, and
// what they put out points into it. Holds each distinct text once. At one place contents stand in
// the order of the inserts given, which is that of installs and then of their manifests, whatever
// the method. If several replace one element, all their contents stand in its place; what others
// put inside of it (prepend, append) is gone, what they put before and after it stays. Attributes
// are edited in order.
class InsertProgram {
 public:
  static constexpr size_t kInsertsMax = 4096;

  // Costs the compilation of the selectors and one scan of each html per kind of place.
  static tl::expected<std::unique_ptr<const InsertProgram>, InsertError> compile(
      const std::vector<Insert>& inserts);
  ~InsertProgram();
  InsertProgram(const InsertProgram&) = delete;
  InsertProgram& operator=(const InsertProgram&) = delete;

  size_t size() const;  // inserts
  size_t memory_bytes() const;
  const InsertRules& rules() const { return *rules_; }  // for PageRewriter

 private:
  explicit InsertProgram(std::unique_ptr<const InsertRules> rules);
  std::unique_ptr<const InsertRules> rules_;
};

// The same question for one insert alone, without making anything of it.
std::optional<InsertError> check_insert(const Insert& insert);

}  // namespace inlay::html
