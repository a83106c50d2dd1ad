#include "cli/debug_tokens.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "cli/lone_surrogates.h"
#include "html/decoded_token.h"
#include "html/tree_context.h"
#include "html/utf8.h"

namespace inlay {
namespace {

using html::DecodedToken;
using html::TextMode;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

struct Start {
  std::string_view state;
  TextMode mode;
  bool in_cdata = false;
};
constexpr std::array kStarts = {
    Start{"Data state", TextMode::data},
    Start{"PLAINTEXT state", TextMode::plaintext},
    Start{"RCDATA state", TextMode::rcdata},
    Start{"RAWTEXT state", TextMode::rawtext},
    Start{"Script data state", TextMode::script_data},
    Start{"CDATA section state", TextMode::data, true},
};

struct Request {
  std::string_view input;
  Start start = kStarts[0];
  std::string_view last_start_tag;
  uint64_t chunk = 0;
};

std::string_view text_of(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

const rapidjson::Value* member(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

// Fills `request`, or says what is wrong.
std::optional<std::string> read_request(const rapidjson::Value& line, Request& request) {
  if (!line.IsObject()) return "line: not a JSON object";
  const rapidjson::Value* input = member(line, "input");
  if (input == nullptr || !input->IsString()) return "input: not a string";
  request.input = text_of(*input);
  if (const rapidjson::Value* last = member(line, "lastStartTag")) {
    if (!last->IsString()) return "lastStartTag: neither a string nor null";
    request.last_start_tag = text_of(*last);
  }
  if (const rapidjson::Value* chunk = member(line, "chunk")) {
    if (!chunk->IsUint64()) return "chunk: not a whole number of bytes, 0 or more";
    request.chunk = chunk->GetUint64();
  }
  if (const rapidjson::Value* state = member(line, "state")) {
    if (!state->IsString()) return "state: not a string";
    const auto* found = std::find_if(kStarts.begin(), kStarts.end(), [&](const Start& start) {
      return start.state == text_of(*state);
    });
    if (found == kStarts.end()) return "state: not one of the html5lib tokenizer tests' states";
    request.start = *found;
  }
  return std::nullopt;
}

std::vector<DecodedToken> tokenize(const Request& request) {
  const bool whole_page = request.start.state == kStarts[0].state && request.last_start_tag.empty();
  html::TreeContext context;
  html::TokenDecoder decoder(html::MalformedUtf8::kept);
  // Nothing here is too long to be shown: the line's own bound holds.
  const html::ScannerLimits limits{.token_bytes_max = kDebugTokensLineBytesMax};
  html::Scanner scanner(decoder, whole_page ? &context : nullptr, limits,
                        html::TokenDecoder::kWanted);
  if (request.start.in_cdata) {
    scanner.start_in_cdata();
  } else {
    scanner.start_in(request.start.mode, request.last_start_tag);
  }
  const size_t step = request.chunk == 0 ? request.input.size() : request.chunk;
  for (std::string_view rest = request.input; !rest.empty();) {
    const std::string_view chunk = rest.substr(0, step);
    scanner.feed(chunk);
    rest.remove_prefix(chunk.size());
  }
  scanner.finish();
  return decoder.take();
}

void write(Writer& writer, std::string_view text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_nullable(Writer& writer, const std::optional<std::string>& text) {
  if (text) {
    write(writer, *text);
  } else {
    writer.Null();
  }
}

void write_start_tag(Writer& writer, const DecodedToken& token) {
  write(writer, "StartTag");
  write(writer, token.text);
  writer.StartObject();
  for (const html::DecodedAttribute& attribute : token.attributes) {
    write(writer, attribute.name);
    write(writer, attribute.value);
  }
  writer.EndObject();
  if (token.self_closing) writer.Bool(true);
}

void write_doctype(Writer& writer, const DecodedToken& token) {
  write(writer, "DOCTYPE");
  write_nullable(writer, token.text.empty() ? std::nullopt : std::optional(token.text));
  write_nullable(writer, token.public_id);
  write_nullable(writer, token.system_id);
  writer.Bool(!token.force_quirks);
}

void write_named(Writer& writer, std::string_view kind, const DecodedToken& token) {
  write(writer, kind);
  write(writer, token.text);
}

void write_token(Writer& writer, const DecodedToken& token) {
  writer.StartArray();
  switch (token.kind) {
    case DecodedToken::Kind::start_tag:
      write_start_tag(writer, token);
      break;
    case DecodedToken::Kind::end_tag:
      write_named(writer, "EndTag", token);
      break;
    case DecodedToken::Kind::characters:
      write_named(writer, "Character", token);
      break;
    case DecodedToken::Kind::comment:
      write_named(writer, "Comment", token);
      break;
    case DecodedToken::Kind::doctype:
      write_doctype(writer, token);
      break;
  }
  writer.EndArray();
}

std::string error_line(std::string_view what) {
  rapidjson::StringBuffer out;
  Writer writer(out);
  writer.StartObject();
  writer.Key("error");
  write(writer, what);
  writer.EndObject();
  return {out.GetString(), out.GetSize()};
}

}  // namespace

std::string debug_tokens_line(std::string_view line) {
  if (line.size() > kDebugTokensLineBytesMax) return error_line("line: longer than 256 MiB");
  if (!html::is_utf8(line)) return error_line("line: not UTF-8");
  const std::string json = surrogate_escapes_to_bytes(line);
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError()) {
    return error_line("line: not JSON at byte " + std::to_string(document.GetErrorOffset()) + ": " +
                      rapidjson::GetParseError_En(document.GetParseError()));
  }
  Request request;
  if (const auto problem = read_request(document, request)) return error_line(*problem);

  rapidjson::StringBuffer out;
  Writer writer(out);
  writer.StartArray();
  for (const DecodedToken& token : tokenize(request)) write_token(writer, token);
  writer.EndArray();
  return surrogate_bytes_to_escapes({out.GetString(), out.GetSize()});
}

}  // namespace inlay
