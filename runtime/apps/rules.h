// Every kind of problem that `check` can report: its stable id, how grave it is, what it says in
// general.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "apps/diagnostic.h"

namespace inlay::apps {

enum class Rule : uint8_t {
  json_syntax,
  json_limit,
  json_duplicate_key,
  manifest_missing,
  manifest_shape,
  resource_shape,
  resource_path,
  resource_condition,
  resource_placeholder,
  resource_list_unused,
  file_missing,
  file_refused,
  file_too_large,
  file_not_utf8,
  placeholder_file_missing,
  options_shape,
  option_not_a_field,
  option_type,
  option_ref,
  option_default,
  option_attribute,
  option_show_if,
  unknown_option,
  options_file,
  preview_shape,
  hooks_shape,
  products_shape,
  dns_shape,
  dependencies_ignored,
  inlay_shape,
  not_run,
  nothing_to_run,
  too_many_problems,
};

struct RuleInfo {
  Rule rule;
  std::string_view id;
  Severity severity;
  std::string_view meaning;
};

inline constexpr std::array kRules = {
    RuleInfo{Rule::json_syntax, "json-syntax", Severity::error, "the file is not JSON in UTF-8"},
    RuleInfo{Rule::json_limit, "json-limit", Severity::error,
             "the file is too long, too deep, or has too many values"},
    RuleInfo{Rule::json_duplicate_key, "json-duplicate-key", Severity::warning,
             "a key stands twice in one object; the last value is used"},
    RuleInfo{Rule::manifest_missing, "manifest-missing", Severity::error,
             "the folder has no readable install.json"},
    RuleInfo{Rule::manifest_shape, "manifest-shape", Severity::error,
             "the manifest is not an object"},
    RuleInfo{Rule::resource_shape, "resource-shape", Severity::error,
             "resources or one of its entries is not of the right form"},
    RuleInfo{Rule::resource_path, "resource-path", Severity::error,
             "src does not name a file inside the folder"},
    RuleInfo{Rule::resource_condition, "resource-condition", Severity::error,
             "if is not an option's path, or such a path behind !"},
    RuleInfo{Rule::resource_placeholder, "resource-placeholder", Severity::error,
             "a placeholder in src is not {{ option }}"},
    RuleInfo{Rule::resource_list_unused, "resource-list-unused", Severity::warning,
             "resources has a list other than head and body; it is not delivered"},
    RuleInfo{Rule::file_missing, "file-missing", Severity::error,
             "a file that the manifest names does not exist"},
    RuleInfo{Rule::file_refused, "file-refused", Severity::error,
             "a file leads out of the folder, is no regular file, or cannot be read"},
    RuleInfo{Rule::file_too_large, "file-too-large", Severity::error,
             "a file, or all files together, are larger than allowed"},
    RuleInfo{Rule::file_not_utf8, "file-not-utf8", Severity::warning,
             "a file is not UTF-8; it is delivered as it is, but named UTF-8"},
    RuleInfo{Rule::placeholder_file_missing, "placeholder-file-missing", Severity::warning,
             "an option has a value for which the file named by a placeholder does not exist"},
    RuleInfo{Rule::options_shape, "options-shape", Severity::error,
             "options, or its properties, is not an object"},
    RuleInfo{Rule::option_not_a_field, "option-not-a-field", Severity::warning,
             "a property of options has no type, or too long a key; it is ignored"},
    RuleInfo{Rule::option_type, "option-type", Severity::warning,
             "the type of an option is unknown; the option has no value unless it has a default"},
    RuleInfo{Rule::option_ref, "option-ref", Severity::error,
             "$ref is not part of the option grammar"},
    RuleInfo{Rule::option_default, "option-default", Severity::warning,
             "a default is not of the option's type; it is delivered as it is"},
    RuleInfo{Rule::option_attribute, "option-attribute", Severity::warning,
             "an attribute of an option is not of the right form; it is ignored"},
    RuleInfo{Rule::option_show_if, "option-show-if", Severity::warning,
             "showIf has an unknown form; the criterion is ignored"},
    RuleInfo{Rule::unknown_option, "unknown-option", Severity::warning,
             "something names an option that does not exist"},
    RuleInfo{Rule::options_file, "options-file", Severity::error,
             "an options file is not a JSON object"},
    RuleInfo{Rule::preview_shape, "preview-shape", Severity::warning,
             "preview is not of the right form"},
    RuleInfo{Rule::hooks_shape, "hooks-shape", Severity::warning, "hooks is not of the right form"},
    RuleInfo{Rule::products_shape, "products-shape", Severity::warning,
             "products is not of the right form; what is wrong is ignored"},
    RuleInfo{Rule::dns_shape, "dns-shape", Severity::warning, "dns is not of the right form"},
    RuleInfo{Rule::dependencies_ignored, "dependencies-ignored", Severity::warning,
             "shared libraries are not supplied; the site must load them itself"},
    RuleInfo{Rule::inlay_shape, "inlay-shape", Severity::error,
             "a member of inlay is not of the right form"},
    RuleInfo{Rule::not_run, "not-run", Severity::warning,
             "the manifest asks for something that this version does not do"},
    RuleInfo{Rule::nothing_to_run, "nothing-to-run", Severity::warning,
             "the manifest names nothing to deliver"},
    RuleInfo{Rule::too_many_problems, "too-many-problems", Severity::warning,
             "more problems were found than are shown"},
};

constexpr const RuleInfo& info(Rule rule) { return kRules[static_cast<size_t>(rule)]; }

}  // namespace inlay::apps
