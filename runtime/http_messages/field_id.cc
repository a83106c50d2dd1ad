#include "http_messages/field_id.h"

#include "http_messages/field_list.h"

namespace inlay::http {
namespace {

constexpr size_t kSlotBits = 9;

// Four bytes and the length tell all names of the list apart; `seed` spreads them over the slots.
// The bit 0x20 folds the case of letters, which is all that a hash needs: the compare decides.
constexpr size_t slot_of(std::string_view name, uint32_t seed) {
  const size_t size = name.size();
  const auto byte = [name](size_t at) {
    return static_cast<uint32_t>(static_cast<uint8_t>(name[at]) | 0x20u);
  };
  uint32_t key = byte(0) | byte(size - 1) << 8 | byte(size / 2) << 16;
  key |= byte(size > 3 ? size - 4 : 0) << 24;
  key += static_cast<uint32_t>(size) * 0x9E3779B1u;
  return (key * seed) >> (32 - kSlotBits);
}

struct Slots {
  uint32_t seed = 0;
  std::array<FieldId, size_t{1} << kSlotBits> ids{};
};

constexpr bool fill(Slots& slots) {
  slots.ids = {};
  for (size_t i = 1; i < kFieldNames.size(); ++i) {
    FieldId& id = slots.ids[slot_of(kFieldNames[i], slots.seed)];
    if (id != FieldId::other) return false;
    id = static_cast<FieldId>(i);
  }
  return true;
}

// Found by the compiler, so that a new name needs no new constants.
consteval Slots find_slots() {
  Slots slots;
  for (uint32_t seed = 1; seed != 0; seed += 0x9E3779B2u) {
    slots.seed = seed;
    if (fill(slots)) break;
  }
  return slots;
}

constexpr Slots kSlots = find_slots();

}  // namespace

FieldId field_id(std::string_view name) {
  if (name.empty()) return FieldId::other;
  const FieldId id = kSlots.ids[slot_of(name, kSlots.seed)];
  return equals_ignoring_case(name, field_name(id)) ? id : FieldId::other;
}

}  // namespace inlay::http
