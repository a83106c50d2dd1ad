// The tables of tests/golden/html_rewriter that need no Response, in an isolate, whole and in
// pieces of 1, 2, 7 and 64 bytes.
#include <gtest/gtest.h>
#include <v8-container.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "html/encoding_label.h"
#include "isolate/js_string.h"
#include "script_world.h"

namespace inlay {
namespace {

constexpr size_t kChunkSizes[] = {0, 1, 2, 7, 64};

// What these need is not in api/: responses, or decoders of more encodings than html/ has.
const std::set<std::string> kElsewhere{
    "h04: two pages at a time",
    "h04: two pages that wait for each other",
    "h08: shift_jis: text",
    "h08: shift_jis: half of a character looks like ASCII",
};

// Names of the web that the tables use to make and show bytes.
constexpr std::string_view kTextCoders = R"js('use strict';
globalThis.TextEncoder = class {
  encode(text) { return Uint8Array.from(unescape(encodeURIComponent(text)), (c) => c.charCodeAt(0)); }
};
globalThis.TextDecoder = class {
  decode(bytes) {
    const latin1 = String.fromCharCode(...bytes.subarray(0, 2000));
    try { return decodeURIComponent(escape(latin1)); } catch { return latin1; }
  }
};
)js";

constexpr std::string_view kDriver = R"js(
import tables from './tables.mjs';
import { difference } from './drive.mjs';

export const tests = Object.entries(tables).flatMap(([table, rows]) => rows.map((test) => ({ table, test })));
export const name = ({ table, test }) => `${table}: ${test.name}`;
export const begin = ({ test }) => {
  const rewriter = new HTMLRewriter();
  const seen = [];
  return { rewriter, seen, promise: (async () => test.program(rewriter, seen))() };
};
export const input = ({ test }) => (typeof test.input === 'string' ? new TextEncoder().encode(test.input) : test.input);
export const contentType = ({ test }) => test.contentType ?? 'text/html; charset=utf-8';
export const why = ({ test }, seen, bytes, name, message) =>
  difference(test, { seen, bytes, error: name === undefined ? undefined : Object.assign(new Error(message), { name }) });
export const matches = ({ test }) => (test.matches === undefined ? '' : JSON.stringify(Object.entries(test.matches)));
)js";

// The tables' own list without those that make responses and streams.
constexpr std::string_view kTableNames[][2] = {
    {"h01", "h01_elements"},   {"h02", "h02_tokens"},          {"h03", "h03_content"},
    {"h04", "h04_async"},      {"h05", "h05_handler_objects"}, {"h06", "h06_composition"},
    {"h07", "h07_untouched"},  {"h08", "h08_chunks"},          {"h09", "h09_lifetimes"},
    {"h10", "h10_validation"}, {"h11", "h11_end_tags"},        {"h12", "h12_errors"},
    {"h15", "h15_whole_text"}, {"h17", "h17_positions"},       {"h18", "h18_match_counts"},
    {"s1", "s1_selectors"},    {"s2", "s2_refused_selectors"}, {"s3", "s3_more_selectors"},
};

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

FilesByPath files() {
  const std::filesystem::path folder = INLAY_ROOT "/tests/golden/html_rewriter";
  FilesByPath files;
  std::string imports;
  std::string names;
  for (const auto& [name, path] : kTableNames) {
    const std::string table = "tables/" + std::string(path) + ".mjs";
    files[table] = file(folder / table);
    imports += "import " + std::string(name) + " from './" + table + "';\n";
    names += std::string(name) + ", ";
  }
  files["tables.mjs"] = imports + "export default { " + names + "};\n";
  files["drive.mjs"] = file(folder / "drive.mjs");
  files["driver.mjs"] = kDriver;
  return files;
}

ScriptedRewriterSettings settings_of(std::string_view content_type, std::string_view page) {
  constexpr std::string_view kCharset = "charset=";
  const size_t at = content_type.find(kCharset);
  const std::string_view charset =
      at == std::string_view::npos ? "" : content_type.substr(at + kCharset.size());
  ScriptedRewriterSettings settings;
  const bool is_utf8 =
      html::encoding_from(charset, page.substr(0, 3)) == html::EncodingFrom::outside_utf8;
  settings.encoding = is_utf8 ? html::EncodingFrom::outside_utf8 : html::EncodingFrom::outside;
  settings.tell_offsets = true;
  return settings;
}

class Tables {
 public:
  Tables() : world_(files()) {
    ready_ = !world_.run(kTextCoders).IsEmpty() && world_.import("driver.mjs");
    if (ready_) driver_ = world_.exports("driver.mjs");
  }
  bool ready() const { return ready_; }
  std::string error() { return world_.error(); }

  v8::Local<v8::Array> tests() { return get(driver_, "tests").As<v8::Array>(); }
  v8::Local<v8::Value> test(uint32_t at) { return tests()->Get(context(), at).ToLocalChecked(); }
  std::string name(v8::Local<v8::Value> test) { return world_.text_of(ask("name", {test})); }
  // Empty: as expected.
  std::string difference(v8::Local<v8::Value> test, size_t chunk);

  v8::Isolate* isolate() { return world_.v8(); }

 private:
  v8::Local<v8::Context> context() { return world_.turn().context(); }
  v8::Local<v8::Value> get(v8::Local<v8::Value> object, std::string_view name) {
    return object.As<v8::Object>()->Get(context(), js_literal(isolate(), name)).ToLocalChecked();
  }
  v8::Local<v8::Value> ask(std::string_view name, std::vector<v8::Local<v8::Value>> arguments) {
    v8::Local<v8::Value> answer;
    if (!world_.turn()
             .call(get(driver_, name).As<v8::Function>(), v8::Undefined(isolate()), arguments)
             .ToLocal(&answer)) {
      return js_literal(isolate(), world_.error());
    }
    return answer;
  }
  std::string bytes_of(v8::Local<v8::Value> array) {
    std::span<const std::byte> bytes;
    EXPECT_TRUE(js::bytes_from(isolate(), array, bytes));
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  ScriptWorld world_;
  v8::Local<v8::Object> driver_;
  bool ready_ = false;
};

std::string Tables::difference(v8::Local<v8::Value> test, size_t chunk) {
  const std::string page = bytes_of(ask("input", {test}));
  const std::string content_type = world_.text_of(ask("contentType", {test}));
  v8::Local<v8::Value> run = ask("begin", {test});
  std::optional<ScriptError> error;
  std::string out;
  std::string counts;
  if (world_.wait(get(run, "promise")).IsEmpty()) {
    error = world_.take_error();
  } else {
    TextOutput output;
    const auto rewriting = world_.rewriting(get(run, "rewriter").As<v8::Object>(), output,
                                            settings_of(content_type, page));
    put_through(world_, *rewriting, page, chunk);
    out = std::move(output.text);
    if (rewriting->rewriter().dropped()) error = world_.take_error().value_or(ScriptError{});
    for (const auto& [selector, elements] : rewriting->rewriter().matches()) {
      counts +=
          (counts.empty() ? "[[\"" : ",[\"") + selector + "\"," + std::to_string(elements) + "]";
    }
  }
  std::vector<v8::Local<v8::Value>> arguments{
      test, get(run, "seen"),
      js::bytes_to(isolate(), std::as_bytes(std::span(out))).ToLocalChecked()};
  if (error) {
    arguments.push_back(js_literal(isolate(), error->name));
    arguments.push_back(js_literal(isolate(), error->message));
  }
  v8::Local<v8::Value> why = ask("why", arguments);
  if (!why->IsUndefined()) return world_.text_of(why);
  const std::string matches = world_.text_of(ask("matches", {test}));
  if (!matches.empty() && matches != counts + "]") return "counts " + counts + ", not " + matches;
  return {};
}

TEST(HtmlRewriterTables, come_out_as_expected) {
  Tables tables;
  ASSERT_TRUE(tables.ready()) << tables.error();
  const uint32_t count = tables.tests()->Length();
  ASSERT_GT(count, 600U);
  std::set<std::string> skipped;
  for (uint32_t i = 0; i < count; i++) {
    const v8::HandleScope handles(tables.isolate());
    v8::Local<v8::Value> test = tables.test(i);
    const std::string name = tables.name(test);
    if (kElsewhere.contains(name)) {
      skipped.insert(name);
      continue;
    }
    for (const size_t chunk : kChunkSizes) {
      const v8::HandleScope inner(tables.isolate());
      EXPECT_EQ(tables.difference(test, chunk), "") << name << ", in pieces of " << chunk;
    }
  }
  EXPECT_EQ(skipped, kElsewhere) << "a name of a skipped case is wrong";
}

}  // namespace
}  // namespace inlay
