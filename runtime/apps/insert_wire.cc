#include "apps/insert_wire.h"

#include "apps/byte_wire.h"

namespace inlay::apps {
namespace {

constexpr size_t kInsertBytesMin = 14;
constexpr size_t kAttributeBytesMin = 9;
constexpr size_t kMethods = static_cast<size_t>(html::InsertMethod::replace) + 1;
constexpr size_t kActions = static_cast<size_t>(html::AttributeEdit::Action::add_tokens) + 1;

html::AttributeEdit read_attribute(ByteReader& in) {
  html::AttributeEdit attribute;
  attribute.name = in.text();
  attribute.action = static_cast<html::AttributeEdit::Action>(in.below(in.u8(), kActions));
  attribute.value = in.text();
  return attribute;
}

html::Insert read_insert(ByteReader& in) {
  html::Insert insert;
  insert.selector = in.text();
  insert.method = static_cast<html::InsertMethod>(in.below(in.u8(), kMethods));
  insert.html = in.text();
  insert.contain = static_cast<html::Containment>(in.below(in.u8(), 2));
  const uint32_t attributes = in.count(kAttributeBytesMin);
  for (uint32_t i = 0; i < attributes && !in.failed(); ++i) {
    insert.attributes.push_back(read_attribute(in));
  }
  return insert;
}

}  // namespace

std::string write_inserts(const std::vector<html::Insert>& inserts) {
  ByteWriter out;
  out.u32(inserts.size());
  for (const html::Insert& insert : inserts) {
    out.text(insert.selector);
    out.u8(static_cast<uint64_t>(insert.method));
    out.text(insert.html);
    out.u8(static_cast<uint64_t>(insert.contain));
    out.u32(insert.attributes.size());
    for (const html::AttributeEdit& attribute : insert.attributes) {
      out.text(attribute.name);
      out.u8(static_cast<uint64_t>(attribute.action));
      out.text(attribute.value);
    }
  }
  return out.take();
}

std::optional<std::vector<html::Insert>> read_inserts(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<html::Insert> inserts;
  const uint32_t count = in.count(kInsertBytesMin);
  for (uint32_t i = 0; i < count && !in.failed(); ++i) inserts.push_back(read_insert(in));
  if (in.failed() || !in.at_end() || inserts.empty()) return std::nullopt;
  return inserts;
}

}  // namespace inlay::apps
