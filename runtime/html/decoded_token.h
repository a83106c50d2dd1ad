// Tokens as the HTML standard's tokenizer emits them, with everything decoded: for tools and tests.
// What runs on pages looks at the events of token_events.h and decodes what it needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/scanner.h"

namespace inlay::html {

struct DecodedAttribute {
  std::string name;
  std::string value;
};

struct DecodedToken {
  enum class Kind : uint8_t { start_tag, end_tag, characters, comment, doctype };

  Kind kind = Kind::characters;
  std::string text;  // name of a tag or doctype (empty: missing), characters, or the comment
  std::vector<DecodedAttribute> attributes;  // of a start tag, duplicates dropped
  bool self_closing = false;
  std::optional<std::string> public_id;
  std::optional<std::string> system_id;
  bool force_quirks = false;
};

enum class MalformedUtf8 : uint8_t { replaced, kept };

// Collects the tokens of one scanner, which must be told to want kWanted. Adjacent characters are
// one token. Holds all tokens, and a whole run of text at a time: memory grows with the input.
class TokenDecoder final : public ScannerHandler {
 public:
  static constexpr TokenSet kWanted =
      Tokens::tags | Tokens::comment_content | Tokens::doctype | Tokens::text;

  explicit TokenDecoder(MalformedUtf8 malformed) : malformed_(malformed) {}

  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;
  void comment(const CommentEvent& event) override;
  void doctype(const DoctypeEvent& event) override;

  // After Scanner::finish(). Once.
  std::vector<DecodedToken> take();

 private:
  void end_run();
  DecodedToken& add(DecodedToken::Kind kind, std::string text);
  std::string repaired(std::string decoded) const;
  void add_attributes(const TagEvent& event, DecodedToken& token) const;

  MalformedUtf8 malformed_;
  std::vector<DecodedToken> tokens_;
  std::string run_;  // text that lies together in the page, not decoded yet
  TextKind run_kind_ = TextKind::data;
  uint64_t run_end_ = 0;
};

}  // namespace inlay::html
