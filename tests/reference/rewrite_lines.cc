// rewrite_lines: pages with inserts, one JSON object per line of the input, so that one process
// does thousands of them.
//
//   {"page": HEX, "encoding": "page"|"outside"|"outside_utf8", "pieces": [0, 1, 7],
//    "inserts": [{"selector", "method"?, "html"?, "attributes"?: [{"name", "action", "value"?}],
//                 "install"?}]}
//   {"out": HEX, "differs": [7]} or {"error": TEXT}
//
// `pieces`: the sizes of the pieces that the page comes in, one after the other; 0: whole. `out` is
// for the first of them, `differs` are those that gave something else.
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "html/insert_program.h"
#include "html/page_rewriter.h"

namespace {

using namespace inlay::html;
using Value = rapidjson::Value;

class Collected final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override { text.append(bytes); }
  std::string text;
};

std::string text_of(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

std::vector<const Value*> elements_of(const Value& object, const char* name) {
  std::vector<const Value*> elements;
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsArray()) return elements;
  for (const Value& element : member->value.GetArray()) elements.push_back(&element);
  return elements;
}

constexpr std::string_view kDigits = "0123456789abcdef";

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(kDigits.find(hex[at]) * 16 + kDigits.find(hex[at + 1])));
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<uint8_t>(c) >> 4]);
    hex.push_back(kDigits[static_cast<uint8_t>(c) & 15]);
  }
  return hex;
}

AttributeEdit attribute_edit(const Value& json) {
  const std::string action = text_of(json, "action");
  AttributeEdit edit{.name = text_of(json, "name"), .value = text_of(json, "value")};
  if (action == "remove") edit.action = AttributeEdit::Action::remove;
  if (action == "add_tokens") edit.action = AttributeEdit::Action::add_tokens;
  return edit;
}

Insert insert_of(const Value& json) {
  Insert insert{.selector = text_of(json, "selector"),
                .method = insert_method(text_of(json, "method")).value_or(InsertMethod::none),
                .html = text_of(json, "html"),
                .attributes = {}};
  for (const Value* edit : elements_of(json, "attributes")) {
    insert.attributes.push_back(attribute_edit(*edit));
  }
  const auto install = json.FindMember("install");
  if (install != json.MemberEnd() && install->value.IsUint()) {
    insert.install = install->value.GetUint();
  }
  return insert;
}

EncodingFrom encoding_of(std::string_view name) {
  if (name == "outside") return EncodingFrom::outside;
  return name == "outside_utf8" ? EncodingFrom::outside_utf8 : EncodingFrom::page;
}

std::string rewritten(std::string_view page, size_t piece, const PageChanges& changes) {
  PageRewriter rewriter(changes, ScannerLimits{});
  Collected output;
  if (piece == 0) piece = page.size();
  while (!page.empty()) {
    // Its own memory, which is gone afterwards: whoever looks back is found by the sanitizer.
    const auto chunk = std::make_unique<std::string>(page.substr(0, piece));
    rewriter.feed(*chunk, output);
    page.remove_prefix(chunk->size());
  }
  rewriter.finish(output);
  return std::move(output.text);
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_text(Writer& writer, const char* name, const std::string& text) {
  writer.Key(name);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void answer(const Value& request, Writer& writer) {
  std::vector<Insert> inserts;
  uint32_t installs = 0;
  for (const Value* json : elements_of(request, "inserts")) {
    inserts.push_back(insert_of(*json));
    installs = std::max(installs, inserts.back().install + 1);
  }
  const auto program = InsertProgram::compile(inserts);
  if (!program) {
    const InsertError& error = program.error();
    return write_text(writer, "error",
                      "insert " + std::to_string(error.insert) + ", offset " +
                          std::to_string(error.offset) + ": " + error.reason);
  }
  const PageChanges changes{.tag = {},
                            .inserts = program->get(),
                            .active = InstallBits((installs + 63) / 64, ~uint64_t{0}),
                            .encoding = encoding_of(text_of(request, "encoding"))};
  const std::string page = from_hex(text_of(request, "page"));
  std::string first;
  std::vector<uint32_t> differs;
  bool is_first = true;
  for (const Value* piece : elements_of(request, "pieces")) {
    std::string out = rewritten(page, piece->GetUint(), changes);
    if (is_first) {
      first = std::move(out);
    } else if (out != first) {
      differs.push_back(piece->GetUint());
    }
    is_first = false;
  }
  write_text(writer, "out", to_hex(first));
  writer.Key("differs");
  writer.StartArray();
  for (const uint32_t piece : differs) writer.Uint(piece);
  writer.EndArray();
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    rapidjson::Document request;
    request.Parse(line.data(), line.size());
    if (request.HasParseError() || !request.IsObject()) {
      std::cerr << "rewrite_lines: not a JSON object: " << line.substr(0, 200) << "\n";
      return 2;
    }
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    answer(request, writer);
    writer.EndObject();
    std::cout.write(buffer.GetString(), static_cast<std::streamsize>(buffer.GetSize()))
        << '\n'
        << std::flush;
  }
  return 0;
}
