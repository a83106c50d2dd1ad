// The scanner finds the tags, attributes and comments that one-shot Gumbo finds, with the same
// spans: over the html5lib tree-construction inputs, pages of Debian documentation, and random
// markup. Where Gumbo 0.10 (2015) and today's standard differ, the table below says so with the
// input that shows it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "gumbo_tokens.h"
#include "html/ascii.h"
#include "html/scanner.h"
#include "html/tree_context.h"
#include "idle_rewriter.h"

namespace inlay::html {
namespace {

namespace fs = std::filesystem;

class Written final : public ScannerHandler {
 public:
  void tag(const TagEvent& event) override {
    bool end = event.kind == TagKind::end;
    std::string line =
        std::to_string(event.begin) + (end ? " </" : " <") + lower(event.name_bytes());
    AttributeReader attributes = event.attributes();
    while (auto attribute = end ? std::nullopt : attributes.next()) {
      if (!attribute->duplicate)
        line += " " + lower(attribute->name) + "=" + std::string(attribute->value);
    }
    tokens.push_back(line + ">");
  }
  void comment(const CommentEvent& event) override {
    tokens.push_back(std::to_string(event.begin) + " !");
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = to_lower(c);
    return out;
  }
  std::vector<std::string> tokens;
};

std::vector<std::string> scanner_tokens(std::string_view page, std::minstd_rand& random) {
  Written written;
  TreeContext context;
  Scanner scanner(written, &context, ScannerLimits{.token_bytes_max = 1 << 24},
                  Tokens::tags | Tokens::comments);
  while (!page.empty()) {
    size_t size = std::min<size_t>(1 + random() % (random() % 2 == 0 ? 16 : 4096), page.size());
    scanner.feed(page.substr(0, size));
    page.remove_prefix(size);
  }
  scanner.finish();
  return written.tokens;
}

std::string idle(std::string_view page, std::minstd_rand& random) {
  IdleRewriter rewriter;
  while (!page.empty()) {
    size_t size = std::min<size_t>(1 + random() % 4096, page.size());
    rewriter.feed(page.substr(0, size));
    page.remove_prefix(size);
  }
  return rewriter.finish();
}

// Gumbo parses as a browser without scripting, for which <noscript> is markup; <noframes>, of the
// same length, is raw text to both.
std::string scripting_on(std::string page) {
  for (size_t at = 0; at + 8 <= page.size(); at++) {
    if (equal_ignoring_case(std::string_view(page).substr(at, 8), "noscript"))
      page.replace(at, 8, "noframes");
  }
  return page;
}

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The first difference, or nothing.
std::string difference(const std::vector<std::string>& ours,
                       const std::vector<std::string>& gumbos) {
  for (size_t i = 0; i < std::max(ours.size(), gumbos.size()); i++) {
    std::string a = i < ours.size() ? ours[i] : "nothing";
    std::string b = i < gumbos.size() ? gumbos[i] : "nothing";
    if (a != b) return "scanner: " + a + "\n  gumbo: " + b;
  }
  return {};
}

std::string compare(const std::string& raw, std::minstd_rand& random) {
  std::string page = scripting_on(raw);
  auto gumbos = gumbo_tokens(page);
  if (!gumbos) return {};
  return difference(scanner_tokens(page, random), *gumbos);
}

// What Gumbo's age explains.
struct Cause {
  const char* why;
  std::string_view shows;                           // an input on which the two differ
  bool (*explains)(const std::string& lower_page);  // whether the page has what the cause is about
};

bool has(const std::string& page, std::string_view text) {
  return page.find(text) != std::string::npos;
}

#include "gumbo_causes.inc"

bool explained(const std::string& page) {
  std::string lower_page = Written::lower(page);
  for (const Cause& cause : kCauses) {
    if (cause.explains(lower_page)) return true;
  }
  return false;
}

fs::path test_data() {
  const char* set = std::getenv("INLAY_TESTDATA");
  return set != nullptr ? fs::path(set) : fs::path(INLAY_ROOT) / "../shared/data";
}

std::vector<std::string> tree_construction_inputs() {
  std::vector<std::string> inputs;
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(test_data() / "html5lib/tree-construction", error)) {
    std::string text = read_whole(entry.path());
    for (size_t at = 0; (at = text.find("#data\n", at)) != std::string::npos;) {
      at += 6;
      size_t end = text.find("\n#errors", at);
      if (end == std::string::npos) break;
      inputs.push_back(text.substr(at, end - at));
    }
  }
  return inputs;
}

TEST(GumboOracle, each_cause_is_shown_by_its_input) {
  std::minstd_rand random(1);
  for (const Cause& cause : kCauses) {
    EXPECT_NE(compare(std::string(cause.shows), random), "")
        << cause.why << ": no longer differs, take it out";
    EXPECT_TRUE(cause.explains(Written::lower(std::string(cause.shows)))) << cause.why;
  }
}

TEST(GumboOracle, tree_construction_inputs) {
  auto inputs = tree_construction_inputs();
  if (inputs.empty()) GTEST_SKIP() << "no folder " << test_data() / "html5lib/tree-construction";
  std::minstd_rand random(2);
  size_t differing = 0;
  for (const std::string& input : inputs) {
    EXPECT_EQ(idle(input, random), input);
    std::string found = compare(input, random);
    if (found.empty()) continue;
    differing++;
    EXPECT_TRUE(explained(input)) << input << "\n" << found;
  }
  EXPECT_GT(inputs.size(), 500u);
  EXPECT_LT(differing, inputs.size() / 10);
}

TEST(GumboOracle, documentation_pages) {
  const char* folder = std::getenv("INLAY_PAGES");
  if (folder == nullptr || !fs::is_directory(folder))
    GTEST_SKIP() << "no folder of pages in INLAY_PAGES";
  std::minstd_rand random(3);
  size_t pages = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || (!name.ends_with(".html") && !name.ends_with(".htm"))) continue;
    std::string page = read_whole(entry.path());
    pages++;
    EXPECT_TRUE(idle(page, random) == page) << name;
    EXPECT_EQ(compare(page, random), "") << name;
  }
  EXPECT_GE(pages, 30u);
}

TEST(GumboOracle, random_markup) {
  static constexpr std::string_view kPieces[] = {"<p>",
                                                 "</p>",
                                                 "<div>",
                                                 "</div>",
                                                 "<b>",
                                                 "</b>",
                                                 "<a>",
                                                 "</a>",
                                                 "<i x=1>",
                                                 "</i>",
                                                 "<svg>",
                                                 "</svg>",
                                                 "<math>",
                                                 "</math>",
                                                 "<foreignObject>",
                                                 "</foreignObject>",
                                                 "<desc>",
                                                 "<title>",
                                                 "</title>",
                                                 "<mi>",
                                                 "<mtext>",
                                                 "</mtext>",
                                                 "<annotation-xml encoding=text/html>",
                                                 "</annotation-xml>",
                                                 "<table>",
                                                 "</table>",
                                                 "<tr>",
                                                 "<td>",
                                                 "</td>",
                                                 "<caption>",
                                                 "<tbody>",
                                                 "<style>",
                                                 "</style>",
                                                 "<script>",
                                                 "</script>",
                                                 "<textarea>",
                                                 "</textarea>",
                                                 "<xmp>",
                                                 "</xmp>",
                                                 "<template>",
                                                 "</template>",
                                                 "<ul>",
                                                 "<li>",
                                                 "</ul>",
                                                 "<button>",
                                                 "</button>",
                                                 "<form>",
                                                 "</form>",
                                                 "<h1>",
                                                 "</h2>",
                                                 "<br>",
                                                 "</br>",
                                                 "<img a='b>' c>",
                                                 "<input type=hidden>",
                                                 "<font color=x>",
                                                 "<frameset>",
                                                 "<![CDATA[x]]>",
                                                 "<!-- c -->",
                                                 "<!x>",
                                                 "</ x>",
                                                 "text",
                                                 " ",
                                                 "&amp;",
                                                 "<body>",
                                                 "<html>",
                                                 "<head>",
                                                 "</head>",
                                                 "</body>",
                                                 "</html>",
                                                 "<g/>",
                                                 "<x-y>",
                                                 "</x-y>",
                                                 "<noframes>",
                                                 "</noframes>",
                                                 "<object>",
                                                 "</object>",
                                                 "<p a a=1>"};
  const char* scale_text = std::getenv("INLAY_TEST_SCALE");
  int scale = scale_text != nullptr ? std::max(1, std::atoi(scale_text)) : 1;
  std::minstd_rand random(4);
  size_t given_up = 0, rounds = static_cast<size_t>(100'000) * static_cast<size_t>(scale),
         differing = 0, excused = 0;
  for (size_t round = 0; round < rounds; round++) {
    std::string page;
    size_t count = 1 + random() % 14;
    for (size_t i = 0; i < count; i++) page += kPieces[random() % std::size(kPieces)];
    if (!gumbo_tokens(scripting_on(page))) {
      given_up++;
      continue;
    }
    std::string found = compare(page, random);
    if (found.empty()) continue;
    if (explained(page)) {
      excused++;
      continue;
    }
    ADD_FAILURE() << page << "\n" << found;
    if (++differing == 10) break;
  }
  EXPECT_LT(given_up, rounds / 100);
  EXPECT_LT(excused, rounds / 200);  // else the causes excuse more than they explain
}

}  // namespace
}  // namespace inlay::html
