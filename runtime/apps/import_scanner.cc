#include "apps/import_scanner.h"

#include "apps/script_lexer.h"

namespace inlay::apps {
namespace {

using Kind = ScriptToken::Kind;

class ImportScanner {
 public:
  explicit ImportScanner(std::string_view text) : lexer_(text) { advance(); }

  ScriptOutline scan() {
    while (token_.kind != Kind::end) {
      if (token_.is("import")) {
        read_import();
      } else if (token_.is("export") && lexer_.depth() == 0) {
        read_export();
      } else if (token_.text == "addEventListener" && token_.kind == Kind::name) {
        read_listener();
      } else {
        advance();
      }
    }
    return std::move(outline_);
  }

 private:
  void advance() {
    receiver_ = before_;
    before_ = token_;
    token_ = lexer_.next();
  }

  static bool is_whole(const ScriptToken& token) {
    const bool quoted = token.kind == Kind::string || token.kind == Kind::piece;
    return quoted && token.text.size() > 1 && token.text.front() == token.text.back();
  }

  void add(ScriptImport::Kind kind) {
    outline_.imports.push_back({kind, token_.text.substr(1, token_.text.size() - 2), token_.at});
    advance();
  }

  void read_import() {
    const ScriptToken keyword = token_;
    const bool is_statement = lexer_.depth() == 0;
    advance();
    if (token_.is("(")) return read_call(keyword);
    if (is_statement && !token_.is(".")) read_from();
  }

  // import(x, …)
  void read_call(const ScriptToken& keyword) {
    advance();
    if (!is_whole(token_)) {
      outline_.imports.push_back({ScriptImport::Kind::computed, {}, keyword.at});
      return;
    }
    add(ScriptImport::Kind::call);
    if (token_.is(")") || token_.is(",")) return;
    outline_.imports.back() = {ScriptImport::Kind::computed, {}, keyword.at};
  }

  void read_export() {
    if (outline_.export_at == std::string_view::npos) outline_.export_at = token_.at;
    advance();
    if (token_.is("*") || token_.is("{")) read_from();
  }

  // Up to the specifier of a declaration, or to what cannot stand before one.
  void read_from() {
    while (true) {
      if (token_.kind == Kind::string) return read_specifier();
      if (token_.is("{")) {
        read_braces();
        if (!token_.is("from")) return;
      } else if (token_.kind != Kind::name && !token_.is("*") && !token_.is(",")) {
        return;
      } else {
        advance();
      }
    }
  }

  void read_specifier() {
    const bool is_specifier = before_.is("from") || before_.is("import");
    if (is_specifier && is_whole(token_)) add(ScriptImport::Kind::declaration);
  }

  void read_braces() {
    while (token_.kind != Kind::end && !token_.is("}")) advance();
    advance();
  }

  void read_listener() {
    const bool is_global = token_.is_member ? is_global_object(receiver_) : !before_.is("function");
    const size_t at = token_.at;
    advance();
    if (!is_global || !token_.is("(")) return;
    advance();
    const bool is_fetch =
        is_whole(token_) && token_.text.substr(1, token_.text.size() - 2) == "fetch";
    if (is_fetch && outline_.listener_at == std::string_view::npos) outline_.listener_at = at;
  }

  static bool is_global_object(const ScriptToken& token) {
    return token.is("self") || token.is("globalThis");
  }

  ScriptLexer lexer_;
  ScriptToken token_;
  ScriptToken before_;
  ScriptToken receiver_;  // the one before that
  ScriptOutline outline_;
};

}  // namespace

ScriptOutline scan_script(std::string_view text) { return ImportScanner(text).scan(); }

}  // namespace inlay::apps
