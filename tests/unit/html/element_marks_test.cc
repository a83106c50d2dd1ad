// Which elements begin and end with which token, and what a tag filter keeps back: a handler that
// watches every element writes down what it is told. Every page at every cut.
#include "html/element_marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

std::string text_of(const OpenElement& element, std::string_view unknown) {
  const std::string_view known = tag_text(element.tag);
  return std::string(known.empty() ? unknown : known) +
         (element.origin == Origin::implied ? "'" : "");
}

// One entry per token that begins or ends anything: the token, `+name` for what begins (`'`: made
// without a start tag; `.` after void elements), `-name` for what ends, in the order told.
class Watcher final : public ScannerHandler {
 public:
  explicit Watcher(TreeContext& context) : context_(context) {}

  void tag(const TagEvent& event) override {
    ++told;
    const bool start = event.kind == TagKind::start;
    token_ = (start ? "<" : "</") + std::string(event.name_bytes()) + ">";
    end_marks();
    begin_open(event.name_bytes());
    if (start && context_.opened() == Opened::void_element) {
      note("+" + std::string(event.name_bytes()) + ".");
    }
    if (start && context_.opened() == Opened::text) {
      watch(context_.watch_text_element(), std::string(event.name_bytes()));
    }
    if (context_.document_end() == DocumentEnd::body) note("body ends");
    if (context_.document_end() == DocumentEnd::html) note("html ends");
  }
  void text(const TextEvent& event) override {
    const bool changes = !context_.ended().empty() || context_.newly_open() != 0;
    if (changes) token_ = "text" + std::to_string(event.begin);
    end_marks();
    begin_open("?");
  }
  void comment(const CommentEvent&) override {
    token_ = "!";
    end_marks();
  }

  std::string log;
  size_t told = 0;

 private:
  void end_marks() {
    if (context_.made_empty_head()) note("+-head'");
    for (uint32_t mark : context_.ended()) {
      const auto found = names_.find(mark);
      note("-" + (found == names_.end() ? "UNKNOWN" : found->second));
      names_.erase(found);
    }
  }
  void begin_open(std::string_view own_name) {
    for (size_t i = context_.depth() - context_.newly_open(); i < context_.depth(); ++i) {
      const OpenElement& element = context_.open().at(i);
      if (element.origin != Origin::clone) watch(context_.watch(i), text_of(element, own_name));
    }
  }
  void watch(uint32_t mark, const std::string& name) {
    if (!names_.emplace(mark, name).second) note("TWICE");
    note("+" + name);
  }
  void note(const std::string& what) {
    if (!token_.empty()) log += (log.empty() ? "" : " ") + token_;
    token_.clear();
    log += " " + what;
  }

  TreeContext& context_;
  std::map<uint32_t, std::string> names_;
  std::string token_;
};

struct Options {
  TokenSet wanted = Tokens::tags | Tokens::context_text;
  ScannerLimits limits = {};
};

struct Watched {
  Watched(std::string_view page, size_t cut, size_t piece, const Options& options = {}) {
    Scanner scanner(watcher, &context, options.limits, options.wanted);
    scanner.feed(page.substr(0, cut));
    for (size_t at = cut; at < page.size(); at += piece) scanner.feed(page.substr(at, piece));
    scanner.finish();
  }
  TreeContext context;
  Watcher watcher{context};
};

struct Row {
  const char* name;
  std::string_view page;
  const char* log;
};

void expect_at_every_cut(const Row& row, const Options& options) {
  EXPECT_EQ(Watched(row.page, row.page.size(), 1, options).watcher.log, row.log) << row.name;
  EXPECT_EQ(Watched(row.page, 0, 1, options).watcher.log, row.log) << row.name << ", bytes";
  for (size_t cut = 1; cut < row.page.size(); ++cut) {
    EXPECT_EQ(Watched(row.page, cut, row.page.size(), options).watcher.log, row.log)
        << row.name << ", cut at " << cut;
  }
}

constexpr Row kDocuments[] = {
    {"all written", "<html><head></head><body></body></html>",
     "<html> +html <head> +head </head> -head <body> +body </body> body ends </html> html ends"},
    {"nothing written", "<p>", "<p> +-head' +html' +body' +p"},
    {"text alone", " x", "text1 +-head' +html' +body'"},
    {"head by its content", "<title></title>", "<title> +html' +head' +title </title> -title"},
    {"head ended by its end tag only", "<html></head>", "<html> +html </head> +-head'"},
    {"body by its end tag", "</body>", "</body> +-head' +html' +body' body ends"},
    {"text ends the head", "<head> \n x<p>", "<head> +html' +head text9 -head +body' <p> +p"},
    {"a start tag ends the head", "<head><p>", "<head> +html' +head <p> -head +body' +p"},
    {"a reference to a blank does not end the head", "<head>&#32;</head>",
     "<head> +html' +head </head> -head"},
    {"only the first end tags count", "<body></body></body>x</body></html></html>",
     "<body> +-head' +html' +body </body> body ends </html> html ends"},
    {"html's end tag ends both", "<body></html></body>",
     "<body> +-head' +html' +body </html> html ends"},
    {"frameset", "<frameset><frame></frameset></html>",
     "<frameset> +-head' +html' +frameset <frame> +frame. </frameset> -frameset </html> html ends"},
    {"frameset instead of a body", "<p><frameset>",
     "<p> +-head' +html' +body' +p <frameset> -p -body' +frameset"},
};

TEST(ElementMarks, OutlineOfTheDocument) {
  for (const Row& row : kDocuments) expect_at_every_cut(row, {});
}

// Inside a body that has begun.
constexpr Row kRows[] = {
    {"own end tags", "<div><p><i></i></p></div>",
     "<div> +div <p> +p <i> +i </i> -i </p> -p </div> -div"},
    {"void elements", "<br><img><input>", "<br> +br. <img> +img. <input> +input."},
    {"ignored tags", "<td><head></p></b></x-y>", ""},
    {"text elements", "<textarea><p></textarea><script></script>",
     "<textarea> +textarea </textarea> -textarea <script> +script </script> -script"},
    {"an ancestor's end tag", "<div><ul><li><b></div>",
     "<div> +div <ul> +ul <li> +li <b> +b </div> -b -li -ul -div"},

    // Optional tags
    {"p", "<p>a<p>b<div>", "<p> +p <p> -p +p <div> -p +div"},
    {"li", "<ul><li><i></i><li></ul>",
     "<ul> +ul <li> +li <i> +i </i> -i <li> -li +li </ul> -li -ul"},
    {"dt, dd", "<dl><dt><dd></dl>", "<dl> +dl <dt> +dt <dd> -dt +dd </dl> -dd -dl"},
    {"option", "<select><option><option></select>",
     "<select> +select <option> +option <option> -option +option </select> -option -select"},
    {"headings", "<h1><h2>", "<h1> +h1 <h2> -h1 +h2"},
    {"form keeps what lies in it open", "<form><div></form></div>",
     "<form> +form <div> +div </form> -form </div> -div"},

    // Tables
    {"implied parts", "<table><td>x</table>",
     "<table> +table <td> +tbody' +tr' +td </table> -td -tr' -tbody' -table"},
    {"rows and cells", "<table><tr><td><td><tr><tbody></table>",
     "<table> +table <tr> +tbody' +tr <td> +td <td> -td +td <tr> -td -tr +tr "
     "<tbody> -tr -tbody' +tbody </table> -tbody -table"},
    {"col implies a colgroup, text ends it", "<table><col> x",
     "<table> +table <col> +colgroup' +col. text20 -colgroup'"},
    {"caption", "<table><caption><b><tr>",
     "<table> +table <caption> +caption <b> +b <tr> -b -caption +tbody' +tr"},
    {"a table in a table", "<table><table>", "<table> +table <table> -table +table"},

    // Formatting
    {"a block stays when a ends", "<a><p></a></p>", "<a> +a <p> +p </a> -a </p> -p"},
    {"a ends a", "<a><b><a>", "<a> +a <b> +b <a> -b -a +a"},
    {"what reopens is nobody's", "<p><b><p>x</b></p>", "<p> +p <b> +b <p> -b -p +p </p> -p"},
    {"the adoption agency ends inner ones first", "<b><i><p></b></i></p>",
     "<b> +b <i> +i <p> +p </b> -i -b </p> -p"},
    {"also over its turns", "<b><p><i></b>", "<b> +b <p> +p <i> +i </b> -i -b"},
    {"in two turns with more between", "<b><u><p><b><i></b></b>",
     "<b> +b <u> +u <p> +p <b> +b <i> +i </b> -i -b </b> -u -b"},
    {"deeper than three clones", "<b><i><u><s><tt><p></b>",
     "<b> +b <i> +i <u> +u <s> +s <tt> +tt <p> +p </b> -tt -s -u -i -b"},

    // Foreign content
    {"self-closing", "<svg><path/><g></svg><svg/>",
     "<svg> +svg <path> +path. <g> +g </svg> -g -svg <svg> +svg."},
    {"breaking out", "<svg><g><p>", "<svg> +svg <g> +g <p> -g -svg +p"},

    // Templates
    {"template", "<template><li><tr></template>",
     "<template> +template <li> +li </template> -li -template"},
};

TEST(ElementMarks, InTheBody) {
  for (const Row& row : kRows) {
    const std::string page = "<body>x" + std::string(row.page);
    std::string log = "<body> +-head' +html' +body";
    if (*row.log != '\0') log += std::string(" ") + row.log;
    const Row whole{row.name, page, log.c_str()};
    expect_at_every_cut(whole, {});
    expect_at_every_cut(whole, {.wanted = Tokens::tags | Tokens::classified_text});
    expect_at_every_cut(whole, {.wanted = Tokens::tags | Tokens::context_text | Tokens::comments});
  }
}

std::string repeated(std::string_view text, size_t times) {
  std::string made;
  for (size_t i = 0; i < times; ++i) made += text;
  return made;
}

TEST(ElementMarks, MarksAreFewAndElementsBeyondTheDepthBoundAreLikeVoidOnes) {
  constexpr size_t kDeep = TreeContext::kDepthMax + 10;
  const std::string page = repeated(repeated("<i>", kDeep) + repeated("</i>", kDeep), 3);
  const Watched watched(page, page.size(), 1);
  const std::string_view log = watched.watcher.log;
  EXPECT_EQ(log.find("UNKNOWN"), log.npos);
  EXPECT_EQ(log.find("TWICE"), log.npos);
  EXPECT_NE(log.find("<i> +i."), log.npos);
}

// Of an oversize tag it is only known at its end whether it closes itself.
TEST(ElementMarks, OversizeSelfClosingElementsEndWithTheNextToken) {
  const std::string tag = "<g x='" + std::string(100, 'a') + "'/>";
  const std::string opening = "<body>x<svg>" + tag;
  const std::string begins = "<body> +-head' +html' +body <svg> +svg <g> +g ";
  const Options options{.wanted = Tokens::tags | Tokens::context_text | Tokens::comments,
                        .limits = {.token_bytes_max = 64}};
  struct NextRow {
    const char* next;
    const char* log;
  };
  for (const NextRow& row :
       {NextRow{"<path/>", "<path> -g +path."}, NextRow{"</svg>", "</svg> -g -svg"},
        NextRow{"<!---->", "! -g"}, NextRow{"y", "text121 -g"}}) {
    expect_at_every_cut({row.next, opening + row.next, (begins + row.log).c_str()}, options);
  }
}

// Keeps the marks of the stack as it was before the token, from the bottom up.
class OrderWatcher final : public ScannerHandler {
 public:
  explicit OrderWatcher(TreeContext& context) : context_(context) {}
  void tag(const TagEvent&) override { token(); }
  void text(const TextEvent&) override { token(); }

  bool innermost_first = true;
  size_t ended_together = 0;  // tokens that end several

 private:
  void token() {
    size_t inner = before_.size();
    for (const uint32_t mark : context_.ended()) {
      const auto at =
          static_cast<size_t>(std::find(before_.begin(), before_.end(), mark) - before_.begin());
      innermost_first = innermost_first && at < inner;
      inner = at;
    }
    ended_together += context_.ended().size() > 1 ? 1 : 0;
    before_.clear();
    for (size_t i = 1; i < context_.depth(); ++i) {
      if (context_.open().at(i).origin != Origin::clone) before_.push_back(context_.watch(i));
    }
  }

  TreeContext& context_;
  std::vector<uint32_t> before_;
};

// Of misnested formatting elements, one end tag ends several in up to eight turns.
TEST(ElementMarks, EndInnermostFirst) {
  constexpr const char* kParts[] = {
      "<b>",      "<b>",       "</b>",     "</b>",   "<i>",       "</i>",    "<a>",   "</a>",
      "<nobr>",   "</nobr>",   "<u x=1>",  "</u>",   "<p>",       "</p>",    "<div>", "</div>",
      "<button>", "</button>", "<object>", "<td>",   "</object>", "<table>", "</td>", "</table>",
      "<ul>",     "<li>",      "</ul>",    "<desc>", "<svg>",     "</svg>",  "x"};
  std::mt19937 random(11);
  const auto below = [&random](size_t bound) { return random() % bound; };
  size_t ended_together = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string page = "<body>";
    const size_t kinds = 12 + below(std::size(kParts) - 11);
    for (size_t parts = below(80); parts > 0; --parts) page += kParts[below(kinds)];
    TreeContext context;
    OrderWatcher watcher(context);
    Scanner scanner(watcher, &context, {}, Tokens::tags | Tokens::context_text);
    scanner.feed(page);
    scanner.finish();
    ASSERT_TRUE(watcher.innermost_first) << page;
    ended_together += watcher.ended_together;
  }
  EXPECT_GT(ended_together, 5000u);
}

TEST(ElementMarks, MarksAreReusedOnlyAfterTheirEndWasTold) {
  ElementMarks marks;
  const uint32_t first = marks.take();
  const uint32_t second = marks.take();
  EXPECT_NE(first, 0u);
  EXPECT_NE(second, first);
  marks.end(first);
  EXPECT_EQ(marks.ended().size(), 1u);
  const uint32_t third = marks.take();
  EXPECT_NE(third, first);
  marks.forget_ended();
  EXPECT_TRUE(marks.ended().empty());
  EXPECT_EQ(marks.take(), first);
}

}  // namespace
}  // namespace inlay::html
