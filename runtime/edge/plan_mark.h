// The mark of a plan inside entity tags, by which the edge knows later whether a visitor holds a
// page as the current plan makes it: `"abc"` becomes `"abc-inlay.Xk3_90aTqP"`.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace inlay {

inline constexpr size_t kPlanMarkBytes = 10;  // 60 bits of the plan's hash

// What a site's plan means for validators. Borrows.
struct PlanFacts {
  std::string_view mark;  // plan_mark(); empty: the plan changes no page
  // When the plan began: strictly later than the one before. 1970: no page was ever changed.
  std::chrono::sys_seconds since{};

  bool changes_pages() const { return !mark.empty(); }
  // Whether caches may hold pages as this plan or one before it made them.
  bool ever_changed_pages() const { return changes_pages() || since != std::chrono::sys_seconds{}; }
};

// The mark of the plan with that hash (base64url); empty if it is empty. Borrows.
inline std::string_view plan_mark(std::string_view plan_hash) {
  return plan_hash.substr(0, kPlanMarkBytes);
}

// RFC 9110 8.8.3. Borrows.
struct EntityTag {
  bool weak = false;
  std::string_view opaque;  // between the quotes, without the mark
  std::string_view mark;    // of whatever plan; empty: none
};

// nullopt if it is not exactly an entity tag, e.g. without quotes or with one inside. An origin's
// own tag that looks as if it were marked is read so.
std::optional<EntityTag> parse_entity_tag(std::string_view text);

// Appends the tag without its mark.
void append_bare(std::string& out, const EntityTag& tag);
// Appends an origin's tag with `mark` (empty: as it is), after one that the origin's own may have.
void append_marked(std::string& out, const EntityTag& tag, std::string_view mark);

// The members of If-Match or If-None-Match, one after the other. Commas inside quotes are part of
// the tag, backslashes mean nothing (unlike in other lists). What is no entity tag ("*" too) ends
// at the next comma.
class EntityTagReader {
 public:
  struct Member {
    std::string_view text;         // as it came
    std::optional<EntityTag> tag;  // nullopt: not an entity tag
  };

  explicit EntityTagReader(std::string_view value) : rest_(value) {}
  std::optional<Member> next();

 private:
  std::string_view rest_;
};

}  // namespace inlay
