// Snapshots: made by another program at build time, and refused where they do not fit.
#include "isolate/snapshot.h"

#include <gtest/gtest.h>

#include "script_run.h"
#include "test_surface.h"

extern "C" {
extern const char test_snapshot_begin[];
extern const char test_snapshot_end[];
}

namespace inlay {
namespace {

std::string_view embedded() {
  return {test_snapshot_begin, static_cast<size_t>(test_snapshot_end - test_snapshot_begin)};
}

constexpr auto kInterpreted = EngineClass::interpreted;

TEST(Snapshot, made_by_a_program_works_in_another) {
  TestEngine& engine = TestEngine::get();
  const Result<Snapshot> snapshot = Snapshot::read(embedded(), test_surface(), kInterpreted);
  ASSERT_TRUE(snapshot) << snapshot.error().detail;
  Isolate isolate(engine.platform, *snapshot, engine.watch, {});
  const FilesByPath files{{"a.js",
                           "new Counter(40).add(1) + joined([1]).length + "
                           "natives.sameInt(1)"}};
  ModuleGraph modules(isolate, files);
  Budget budget;
  Turn turn = isolate.enter(budget);
  auto value = modules.run_script(turn, "a.js");
  ASSERT_TRUE(value) << value.error().text();
  EXPECT_EQ((*value)->Int32Value(turn.context()).FromJust(), 43);
}

TEST(Snapshot, refuses_what_does_not_fit) {
  Surface other_prelude = test_surface();
  other_prelude.prelude = "(natives) => { }";
  Surface fewer_natives = test_surface();
  fewer_natives.natives = fewer_natives.natives.subspan(1);
  std::string other_version(embedded());
  other_version.replace(other_version.find("\nv8 ") + 4, 2, "99");
  struct Row {
    const char* name;
    std::string_view bytes;
    Surface surface;
    EngineClass engine;
    bool fits;
  };
  const Row rows[] = {
      {"the right one", embedded(), test_surface(), kInterpreted, true},
      {"other flags", embedded(), test_surface(), EngineClass::compiled, false},
      {"other prelude", embedded(), other_prelude, kInterpreted, false},
      {"other natives", embedded(), fewer_natives, kInterpreted, false},
      {"other engine", other_version, test_surface(), kInterpreted, false},
      {"nothing", "", test_surface(), kInterpreted, false},
      {"head only", embedded().substr(0, 1024), test_surface(), kInterpreted, false},
  };
  TestEngine::get();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Result<Snapshot> snapshot = Snapshot::read(row.bytes, row.surface, row.engine);
    ASSERT_EQ(snapshot.has_value(), row.fits);
    if (!row.fits) {
      EXPECT_EQ(snapshot.error().detail, "start-up snapshot: not made by this engine (" +
                                             std::string(engine_version()) +
                                             ") with these flags and classes; build anew");
    }
  }
}

TEST(Snapshot, tells_what_is_wrong_with_a_prelude) {
  struct Row {
    const char* prelude;
    const char* error;
  };
  const Row rows[] = {
      {"(natives) => {", "inlay:prelude: SyntaxError: Unexpected end of input"},
      {"(natives) => { null.x }",
       "inlay:prelude: TypeError: Cannot read properties of null (reading 'x')"},
      {"missing", "inlay:prelude: ReferenceError: missing is not defined"},
      {"({})", "inlay:prelude: its value is no function"},
  };
  TestEngine::get();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.prelude);
    Surface surface = test_surface();
    surface.prelude = row.prelude;
    const Result<std::string> bytes = Snapshot::make(surface, kInterpreted);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().detail, row.error);
  }
}

}  // namespace
}  // namespace inlay
