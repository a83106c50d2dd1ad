// Wherever the output is told an offset (MarkupOutput::reached), the page may go on from there with
// the untouched input: in random pages, under random changes, what comes out so far and the rest of
// the input are read as each is read for itself. Nothing is missing, nothing doubled.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "html/decoded_token.h"
#include "html/rewriter.h"
#include "html/tree_context.h"
#include "insert_run.h"

namespace inlay::html {
namespace {

using Random = std::mt19937;

size_t below(Random& random, size_t bound) { return random() % bound; }

template <size_t kSize>
std::string_view one_of(Random& random, const std::array<std::string_view, kSize>& all) {
  return all[below(random, kSize)];
}

// Nothing that makes a browser ignore tags that begin text elsewhere (framesets).
std::string random_page(Random& random) {
  constexpr std::array<std::string_view, 40> kPieces = {
      "<p>",         "</p>",       "<b>",         "</b>",      "<div a='<b>'>", "</div>",
      "<i>",         "</i>",       "text ",       "&amp;",     "&am",           "p;",
      " < ",         "<",          "<!-- c -->",  "<!--",      "-->",           "<?x?>",
      "<svg>",       "</svg>",     "<path/>",     "<![CDATA[", "]]>",           "<title>",
      "</title>",    "<script>",   "</script>",   "<style>",   "</style>",      "<textarea>",
      "</textarea>", "<noscript>", "</noscript>", "<table>",   "</table>",      "<tr><td>",
      "<li>",        "é",          "\r\n",        "<br>"};
  std::string page = below(random, 2) == 0 ? "<!doctype html>" : "";
  for (size_t pieces = below(random, 24); pieces > 0; --pieces)
    page.append(one_of(random, kPieces));
  return page;
}

class Pieces final : public ContentSource {
 public:
  Pieces(std::string content, Random& random) : content_(std::move(content)), random_(random) {}
  Next next(std::string_view& piece) override {
    if (below(random_, 16) == 0) return Next::failed;
    const size_t size = below(random_, content_.size() - at_ + 1);
    piece = std::string_view(content_).substr(at_, size);
    at_ += size;
    return at_ == content_.size() ? Next::end : Next::more;
  }

 private:
  std::string content_;
  Random& random_;
  size_t at_ = 0;
};

// Changes at random whatever it is handed.
class RandomChanges final : public RewriteHandler {
 public:
  // With SVG nothing is done that leads out of it in the output and not in the input, or the other
  // way round: the tokenizer then goes its own way at every `<![CDATA[`.
  RandomChanges(Random& random, bool has_svg) : random_(random), has_svg_(has_svg) {}

  void element(Element& element, std::span<const uint32_t>) override {
    const bool may_go = !has_svg_ || element.tag_name() == "svg";
    switch (below(random_, 12)) {
      case 0:
        return may_go ? element.remove() : void();
      case 1:
        return may_go ? element.remove_and_keep_content() : void();
      case 2:
        return (void)element.set_inner_content(html(), type());
      case 3:
        return may_go ? (void)element.replace(source(), type()) : void();
      case 4:
        return may_go ? (void)element.set_tag_name("x-y") : void();
      case 5:
        return (void)element.set_attribute("a", "\">");
      case 6:
        return (void)element.on_end_tag(0);
      case 7:
        return (void)(element.prepend(source(), type()) && element.append(source(), type()));
      case 8:
        return (void)(element.before(source(), type()) && element.after(html(), type()));
      default:
        return;
    }
  }
  void end_tag(EndTag& end, uint32_t) override {
    if (below(random_, 3) == 0) return (void)end.before(source(), type());
    if (below(random_, 3) == 0) return (void)end.after(html(), type());
    if (!has_svg_) end.remove();
  }
  void text(TextChunk& chunk, std::span<const uint32_t>) override { change(chunk); }
  void text_node(TextChunk& whole, std::span<const uint32_t>) override { change(whole); }
  void comment(Comment& comment, std::span<const uint32_t>) override {
    if (below(random_, 4) == 0) return (void)comment.set_text("new");
    change(comment);
  }

 private:
  void change(TokenEditor& token) {
    switch (below(random_, 8)) {
      case 0:
        return (void)token.before(source(), type());
      case 1:
        return (void)token.after(html(), type());
      case 2:
        return (void)token.replace(source(), type());
      case 3:
        return token.remove();
      default:
        return;
    }
  }
  std::string html() {
    constexpr std::array<std::string_view, 14> kPieces = {
        "<x>", "</x>", "x ", "<a href=\"y", "<!-- ", "<script>", "&lt",
        "<",   "é",    "'>", "</",          "-->",   "<x-y/>",   "&#"};
    if (!has_svg_ && below(random_, 8) == 0) return "<b><title>x";
    std::string content;
    for (size_t pieces = 1 + below(random_, 4); pieces > 0; --pieces) {
      content.append(one_of(random_, kPieces));
    }
    return content;
  }
  std::unique_ptr<ContentSource> source() { return std::make_unique<Pieces>(html(), random_); }
  ContentType type() { return below(random_, 4) == 0 ? ContentType::text : ContentType::html; }
  Random& random_;
  bool has_svg_;
};

struct Reached {
  std::string so_far;  // with what restores
  uint64_t offset;
};

class Offsets final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override { text.append(bytes); }
  void reached(uint64_t offset, std::string_view restore) override {
    EXPECT_LE(restore.size(), kRestoreBytesMax);
    EXPECT_GE(offset, last_offset_);
    last_offset_ = offset;
    all.push_back({text + std::string(restore), offset});
  }
  std::string text;
  std::vector<Reached> all;

 private:
  uint64_t last_offset_ = 0;
};

// Tokens one after the other, text that lies together as one.
class TokenText final : public ScannerHandler {
 public:
  explicit TokenText(uint64_t from) : from_(from) {}
  void tag(const TagEvent& event) override { add(event.begin, event.raw); }
  void text(const TextEvent& event) override {
    constexpr std::array<std::string_view, 6> kKinds = {"D", "R", "W", "S", "P", "C"};
    if (event.begin < from_) return;
    if (event.begin != text_end_) read.append("|").append(kKinds[static_cast<size_t>(event.kind)]);
    read.append(event.bytes);
    text_end_ = event.begin + event.bytes.size();
  }
  void comment(const CommentEvent& event) override { add(event.begin, event.raw); }
  void doctype(const DoctypeEvent& event) override { add(event.begin, event.raw); }
  std::string read;

 private:
  void add(uint64_t begin, std::string_view what) {
    if (begin >= from_) read.append("|").append(what);
  }
  uint64_t from_;
  uint64_t text_end_ = UINT64_MAX;
};

// Where the tokenizer stands behind some markup.
std::string state_after(std::string_view markup) {
  TokenText tokens(UINT64_MAX);
  TreeContext context;
  Scanner scanner(tokens, &context, {}, Tokens::tags | Tokens::comment_content);
  scanner.feed(markup);
  return scanner.closing().value_or("plaintext") + (scanner.takes_markup() ? "" : "|in a token");
}

// How the input from `cut` on is read behind what came before it.
std::string read_from(std::string_view before, std::string_view rest) {
  TokenText tokens(before.size());
  TreeContext context;
  Scanner scanner(tokens, &context, {},
                  Tokens::tags | Tokens::text | Tokens::comment_content | Tokens::doctype);
  scanner.feed(before);
  scanner.feed(rest);
  scanner.finish();
  return tokens.read;
}

void check(const std::string& page, size_t chunk, uint32_t seed) {
  Random random(seed);
  SelectorSet selectors;
  for (const char* one : {"*", "p, b", "svg, title, script"}) ASSERT_TRUE(selectors.add(one));
  const bool has_svg = page.find("<svg") != page.npos;
  RandomChanges changes(random, has_svg);
  Rewriter rewriter(changes, &selectors, Implied::skipped, {});
  rewriter.set_encoding(ContentEncoding::utf8);
  rewriter.tell(1, Told::text | Told::comments);
  rewriter.tell(2, below(random, 2) == 0 ? Told::text_nodes : Told::text);
  rewriter.tell_offsets();
  Offsets output;
  feed_in_chunks(rewriter, page, chunk, output);
  ASSERT_FALSE(output.all.empty());
  for (const Reached& one : output.all) {
    const std::string_view rest = std::string_view(page).substr(one.offset);
    if (rest.empty()) continue;
    const std::string before = page.substr(0, one.offset);
    // What is in SVG and what not is the tree's affair, and contents may change that.
    const bool same = has_svg ? state_after(one.so_far) == state_after(before)
                              : read_from(one.so_far, rest) == read_from(before, rest);
    ASSERT_TRUE(same) << "page " << page << "\nchunks of " << chunk << ", seed " << seed
                      << "\nso far " << one.so_far << "\noffset " << one.offset;
  }
  EXPECT_EQ(output.all.back().offset, page.size());
}

TEST(ReachedOffsets, random_pages_and_changes) {
  constexpr uint32_t kPages = 4000;
  Random random(12);
  for (uint32_t seed = 0; seed < kPages; ++seed) {
    const std::string page = random_page(random);
    for (const size_t chunk : {size_t{1}, size_t{5}, page.size() + 1}) {
      check(page, chunk, seed);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace inlay::html
