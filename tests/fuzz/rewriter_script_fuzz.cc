// Whatever page and script: what leaves, and what the script is handed, do not depend on how the
// page is cut; a script that only looks changes nothing; and wherever an offset is told, the
// tokenizer stands behind the output as behind the input up to there.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "html/rewriter.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr std::string_view kSelectors[] = {"*", "p, b", "script, title, svg"};

// One step for each call of the script, over and over.
struct Program {
  std::string_view steps;
  std::string_view content;
  bool looks_only = false;
};

class Pieces final : public ContentSource {
 public:
  Pieces(std::string_view content, size_t size) : content_(content), size_(size) {}
  Next next(std::string_view& piece) override {
    piece = content_.substr(0, size_);
    content_.remove_prefix(piece.size());
    return content_.empty() ? Next::end : Next::more;
  }

 private:
  std::string_view content_;
  size_t size_;
};

class Script final : public RewriteHandler {
 public:
  explicit Script(const Program& program) : program_(program) {}

  void attach(Rewriter& rewriter) { rewriter_ = &rewriter; }
  const std::string& seen() const { return seen_; }

  void element(Element& element, std::span<const uint32_t>) override {
    seen_.append("<").append(element.tag_name());
    const uint8_t step = next_step();
    switch (step % 16) {
      case 0:
        return element.remove();
      case 1:
        return element.remove_and_keep_content();
      case 2:
        return (void)element.set_tag_name(program_.content.substr(0, 8));
      case 3:
        return (void)element.set_attribute(program_.content.substr(0, 3), program_.content);
      case 4:
        return (void)element.set_inner_content(program_.content, type_of(step));
      case 5:
        return (void)element.replace(pieces(step), type_of(step));
      case 6:
        return (void)element.prepend(pieces(step), type_of(step));
      case 7:
        return (void)element.append(program_.content, type_of(step));
      case 8:
        return (void)element.before(pieces(step), type_of(step));
      case 9:
        return (void)element.after(program_.content, type_of(step));
      case 10:
        return (void)element.on_end_tag(step);
      case 11:
        if (step == 0xFB) rewriter_->drop();
        return;
      default:
        return;
    }
  }
  void end_tag(EndTag& end, uint32_t) override {
    seen_.append("/").append(end.name());
    const uint8_t step = next_step();
    if (step % 4 == 0) return (void)end.before(pieces(step), type_of(step));
    if (step % 4 == 1) return (void)end.after(program_.content, type_of(step));
    if (step % 4 == 2) end.remove();
  }
  void text(TextChunk& chunk, std::span<const uint32_t>) override {
    seen_.append("t").append(chunk.text());
    change(chunk);
  }
  void text_node(TextChunk& whole, std::span<const uint32_t>) override {
    seen_.append("n").append(whole.text());
    change(whole);
  }
  void comment(Comment& comment, std::span<const uint32_t>) override {
    seen_.append("c").append(comment.text());
    if (!program_.looks_only && next_step() % 4 == 0) {
      return (void)comment.set_text(program_.content);
    }
    change(comment);
  }
  void doctype(const Doctype& doctype) override { seen_.append(doctype.name.value_or("-")); }
  void fails(const Error&) override { seen_.append("!"); }

 private:
  void change(TokenEditor& token) {
    const uint8_t step = next_step();
    if (step % 8 == 0) return (void)token.before(program_.content, type_of(step));
    if (step % 8 == 1) return (void)token.after(pieces(step), type_of(step));
    if (step % 8 == 2) return (void)token.replace(program_.content, type_of(step));
    if (step % 8 == 3) token.remove();
  }
  // 15: nothing is changed.
  uint8_t next_step() {
    if (program_.looks_only || program_.steps.empty()) return 15;
    return static_cast<uint8_t>(program_.steps[calls_++ % program_.steps.size()]);
  }
  std::unique_ptr<ContentSource> pieces(uint8_t step) const {
    return std::make_unique<Pieces>(program_.content, 1 + step / 16);
  }
  static ContentType type_of(uint8_t step) {
    return step >= 0xC0 ? ContentType::text : ContentType::html;
  }

  const Program& program_;
  Rewriter* rewriter_ = nullptr;
  size_t calls_ = 0;
  std::string seen_;
};

class Nobody final : public ScannerHandler {};

std::string state_after(std::string_view markup) {
  Nobody nobody;
  TreeContext context;
  Scanner scanner(nobody, &context, ScannerLimits{}, Tokens::tags | Tokens::comment_content);
  scanner.feed(markup);
  return scanner.closing().value_or("-");
}

// The tokenizer's state hangs on SVG too, and what is put in may lead into it or out of it.
class Checked final : public MarkupOutput {
 public:
  Checked(std::string_view page, bool compares) : page_(page), compares_(compares) {}
  void markup(std::string_view bytes) override {
    CHECK(!bytes.empty());
    text.append(bytes);
  }
  void reached(uint64_t offset, std::string_view restore) override {
    CHECK(offset >= offset_ && offset <= page_.size());
    CHECK(restore.size() <= kRestoreBytesMax);
    offset_ = offset;
    if (!compares_ || offset == page_.size() || checks_ == kChecksMax) return;
    ++checks_;
    CHECK(state_after(text + std::string(restore)) == state_after(page_.substr(0, offset)));
  }
  std::string text;

 private:
  static constexpr size_t kChecksMax = 64;  // each reads the page
  std::string_view page_;
  bool compares_;
  size_t checks_ = 0;
  uint64_t offset_ = 0;
};

bool is_about_tree(std::string_view text) {
  return text.find_first_of("sSmMfFpP") != text.npos && text.find('<') != text.npos;
}

struct Outcome {
  std::string text;
  std::string seen;
};

Outcome run(const Program& program, std::string_view page, size_t cut) {
  SelectorSet selectors;
  for (const std::string_view one : kSelectors) CHECK(selectors.add(one));
  Script script(program);
  RewriterLimits limits;
  limits.scanner.token_bytes_max = 256;
  limits.text_piece_bytes = 16;
  limits.text_node_bytes_max = 64;
  Rewriter rewriter(script, &selectors, Implied::skipped, limits);
  script.attach(rewriter);
  rewriter.set_encoding(ContentEncoding::utf8);
  rewriter.tell(1, Told::text | Told::comments);
  rewriter.tell(2, Told::elements | Told::text_nodes);
  rewriter.tell_document(program.steps.size() % 2 == 0 ? Told::doctype | Told::comments
                                                       : Told::doctype | Told::text);
  rewriter.tell_offsets();
  Checked output(page, program.looks_only ||
                           (!is_about_tree(program.content) && page.find("vg") == page.npos &&
                            page.find("ath") == page.npos && page.find("rame") == page.npos));
  for (const std::string_view piece : {page.substr(0, cut), page.substr(cut)}) {
    rewriter.feed(piece, output);
    CHECK(rewriter.kept_bytes() <= 2 * limits.scanner.token_bytes_max);
  }
  rewriter.finish(output);
  return {output.text, script.seen()};
}

void check(const Program& program, std::string_view page, size_t cut) {
  const Outcome whole = run(program, page, page.size());
  const Outcome in_two = run(program, page, cut);
  CHECK(whole.text == in_two.text);
  CHECK(whole.seen == in_two.seen);
  const Program looking{.steps = {}, .content = {}, .looks_only = true};
  CHECK(run(looking, page, cut).text == page);
}

}  // namespace
}  // namespace inlay::html

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 8) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data + 4), size - 4);
  const size_t steps_size = data[2] % 16;
  const size_t content_size = data[3] % 32;
  inlay::html::Program program;
  program.steps = rest.substr(0, steps_size);
  program.content = rest.substr(program.steps.size()).substr(0, content_size);
  const std::string_view page = rest.substr(program.steps.size() + program.content.size());
  const size_t cut = (data[0] | static_cast<size_t>(data[1]) << 8) % (page.size() + 1);
  inlay::html::check(program, page, cut);
  return 0;
}
