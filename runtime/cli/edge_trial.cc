#include "cli/edge_trial.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "apps/json.h"
#include "apps/options.h"
#include "apps/reporter.h"
#include "apps/source_map.h"
#include "base/check.h"
#include "cli/script_of_verb.h"
#include "cli/scripted_page.h"

namespace inlay::cli {
namespace {

using apps::Rule;

constexpr std::string_view kPage = "<!DOCTYPE html><title></title>";

// V8 counts columns in UTF-16 units.
size_t offset_of(std::string_view text, uint32_t line, uint32_t column) {
  size_t at = 0;
  for (uint32_t i = 1; i < line && at < text.size(); ++i) {
    const size_t end = text.find('\n', at);
    at = end == std::string_view::npos ? text.size() : end + 1;
  }
  for (uint32_t units = 1; at < text.size() && units < column; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

class Trial {
 public:
  Trial(const apps::AppVersion& app, std::vector<apps::Diagnostic>& out)
      : app_(app),
        out_(out),
        package_(*apps::read_edge_package(app.edge->bytes)),
        text_(app.folder.read("install.json", apps::kManifestBytesMax).value_or("")),
        manifest_(text_, apps::manifest_path(app.folder.path()), out) {}

  void run() {
    apps::ResolvedInstall install;
    install.id = apps::install_id(app_.id, 0);
    install.app_id = app_.id;
    install.edge = app_.edge;
    install.options = apps::make_content(apps::write_json(apps::default_options(app_.manifest)));
    PageVisit visit{.method = "GET", .url = "https://example.com/", .charset = "utf-8"};
    visit.navigation = true;
    visit.response = {{"content-type", "text/html; charset=utf-8"}};
    const ScriptedPage::Events events{
        .on_output = [](std::string_view) { return Result<>(); },
        .on_console = [](const EdgeScript&, const channel::LogCall&) {},
        .on_unhandled = [](const EdgeScript&, const channel::ErrorText&) {},
        .on_loaded = [this](const EdgeScript&,
                            const channel::ScriptState& state) { loaded(state); }};
    ScriptNumbers numbers;
    ScriptedPage page("check", {script_of(install, numbers)}, std::move(visit), allowance(),
                      events);
    CHECK(page.bring(kPage) && page.finish());
    if (const auto& error = page.start_error()) {
      return manifest_.report(Rule::edge_not_loaded, place(), "not loaded: " + error->detail);
    }
    const ScriptReport& report = page.reports().front();
    if (failed_ || (loaded_ && report.outcome != Outcome::start_failed)) return;
    // It ended its cell, or has nothing to call.
    manifest_.report(Rule::edge_start, place(),
                     report.message.empty() ? "the script does not let itself be loaded (" +
                                                  std::string(outcome_name(report.outcome)) + ")"
                                            : report.error_name + ": " + report.message);
  }

 private:
  size_t place() const { return app_.manifest.edge->entries.front().at; }

  void loaded(const channel::ScriptState& state) {
    loaded_ = true;
    if (state.outcome == Outcome::ok) return;
    failed_ = true;
    const channel::ErrorText& error = state.error;
    std::string message(error.name);
    message.append(message.empty() ? "" : ": ").append(error.message);
    std::string file(error.file);
    uint32_t line = error.line;
    uint32_t column = error.column;
    if (const auto mapped = author_place(error)) {
      file = mapped->file;
      line = mapped->line;
      column = mapped->column;
    }
    const auto text = app_.folder.read(file, apps::kAppFileBytesMax);
    if (line == 0 || !text) return manifest_.report(Rule::edge_start, place(), message);
    apps::Reporter(*text, app_.folder.path() + '/' + file, out_)
        .report(Rule::edge_start, offset_of(*text, line, column), message);
  }

  std::optional<apps::SourcePlace> author_place(const channel::ErrorText& error) const {
    const apps::EdgeFile* file = package_.file(error.file);
    if (file == nullptr || file->source_map.empty()) return std::nullopt;
    const auto map = apps::SourceMap::read(file->source_map);
    return map ? map->find(error.line, error.column) : std::nullopt;
  }

  const apps::AppVersion& app_;
  std::vector<apps::Diagnostic>& out_;
  const apps::EdgePackage package_;  // borrows from app_
  const std::string text_;
  apps::Reporter manifest_;
  bool loaded_ = false;
  bool failed_ = false;
};

}  // namespace

void try_edge_script(const apps::AppVersion& app, std::vector<apps::Diagnostic>& diagnostics) {
  Trial(app, diagnostics).run();
}

}  // namespace inlay::cli
