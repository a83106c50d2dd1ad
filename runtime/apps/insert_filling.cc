#include "apps/insert_filling.h"

#include <optional>
#include <utility>

#include "apps/reporter.h"

namespace inlay::apps {
namespace {

using Filled = tl::expected<std::optional<html::Insert>, std::string>;

// Charged before anything is filled.
size_t value_bytes(const Placeholders& placeholders, const Json& options) {
  size_t bytes = 0;
  for (const Placeholders::Part& part : placeholders.parts()) {
    const Json* value = find_option(options, part.path);
    if (value == nullptr || part.path.empty()) continue;
    const Json* html = value->find("html");
    bytes += (html == nullptr ? *value : *html).as_string().size();
  }
  return bytes;
}

size_t value_bytes(const InsertTemplate& insert, const Json& options) {
  size_t bytes = value_bytes(insert.selector.placeholders(), options) +
                 value_bytes(insert.html.placeholders(), options);
  for (const AttributeEditTemplate& edit : insert.attributes) {
    bytes += value_bytes(edit.value.placeholders(), options);
  }
  return bytes;
}

size_t bytes_of(const html::Insert& insert) {
  size_t bytes = insert.selector.size() + insert.html.size();
  for (const html::AttributeEdit& edit : insert.attributes) {
    bytes += edit.name.size() + edit.value.size();
  }
  return bytes;
}

bool is_inner(html::InsertMethod method) {
  return method == html::InsertMethod::prepend || method == html::InsertMethod::append;
}

std::string_view part_name(html::InsertError::Part part) {
  switch (part) {
    case html::InsertError::Part::selector:
      return "selector";
    case html::InsertError::Part::html:
      return "html";
    case html::InsertError::Part::attribute_name:
      return "attribute";
    case html::InsertError::Part::program:
      return "insert";
  }
  return {};
}

Filled fill(const InsertTemplate& from, const Json& options) {
  if (from.condition && !from.condition->holds(options)) return std::nullopt;
  if (const size_t bytes = value_bytes(from, options); bytes > kInsertValuesBytesMax) {
    return tl::unexpected("its options have " + std::to_string(bytes) + " bytes, limit " +
                          std::to_string(kInsertValuesBytesMax) + " (insert_values_bytes_max)");
  }
  html::Insert insert;
  insert.selector = from.selector.fill(options);
  if (from.selector.is_chosen() && insert.selector.empty()) return std::nullopt;
  insert.method = from.method;
  if (!from.method_path.empty()) {
    const std::string name = option_text(find_option(options, from.method_path));
    const auto method = html::insert_method(name);
    if (!method)
      return tl::unexpected("option " + in_quotes(from.method_path) +
                            " names no method: " + in_quotes(name));
    insert.method = *method;
  }
  insert.html = from.html.fill(options);
  insert.contain = from.contain;
  for (const AttributeEditTemplate& edit : from.attributes) {
    insert.attributes.push_back({edit.name, edit.action, edit.value.fill(options)});
  }
  if (const auto error = html::check_insert(insert)) {
    return tl::unexpected(std::string(part_name(error->part)) + " " +
                          (error->part == html::InsertError::Part::selector
                               ? in_quotes(insert.selector) + ": "
                               : std::string()) +
                          error->reason);
  }
  if (is_inner(insert.method) && from.html.has_text_values()) {
    auto selector = outside_code(insert.selector);
    if (!selector)
      return tl::unexpected(
          "selector " + in_quotes(insert.selector) +
          " asks for elements whose text is code, into which no option can be put");
    insert.selector = std::move(*selector);
  }
  return insert;
}

}  // namespace

std::vector<html::Insert> fill_inserts(const std::vector<InsertTemplate>& templates,
                                       const Json& options, const std::string& file,
                                       std::vector<Diagnostic>& diagnostics) {
  std::vector<html::Insert> inserts;
  size_t total = 0;
  for (const InsertTemplate& from : templates) {
    Filled filled = fill(from, options);
    if (filled && *filled && (total += bytes_of(**filled)) > kInsertsFilledBytesMax) {
      filled =
          tl::unexpected("with it the inserts have more than " +
                         std::to_string(kInsertsFilledBytesMax) + " bytes (inserts_bytes_max)");
    }
    if (!filled) {
      const RuleInfo& rule = info(Rule::insert_left_out);
      diagnostics.push_back({file, from.place.line, from.place.column, rule.severity,
                             "with these options the insert is left out: " + filled.error(),
                             std::string(rule.id)});
    } else if (*filled) {
      inserts.push_back(std::move(**filled));
    }
  }
  return inserts;
}

}  // namespace inlay::apps
