// One module in one isolate of a confined cell, with the real globals and limits.
#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <string>

#include "apps/edge_files.h"
#include "apps/edge_limits.h"
#include "apps/permissions.h"
#include "apps/reporter.h"
#include "bundling/esbuild.h"
#include "cli/arguments.h"
#include "cli/script_of_verb.h"
#include "cli/script_report.h"
#include "cli/script_run.h"
#include "os/files.h"

namespace inlay::cli {
namespace {

constexpr uint64_t kInputBytesMax = uint64_t{1} << 30;
constexpr uint32_t kLogBytesMax = 1 << 20;

struct RunOptions {
  std::string file;
  std::string input;
  uint64_t chunk = 0;
  std::string url = "https://example.com/";
  std::string permissions;
  std::string limits;
  bool json = false;
};

int failed(const Error& error, int code) {
  std::cerr << "inlay run-script: " << error.detail << "\n";
  return code;
}

// "cpuMs=50,memoryMb=64": what is not named stays as it is.
Result<apps::EdgeLimits> read_limits(std::string_view text) {
  apps::EdgeLimits limits = usual_limits();
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const auto row = std::ranges::find(apps::kEdgeLimits, name, &apps::EdgeLimitRow::name);
    if (row == apps::kEdgeLimits.end() || equals == std::string_view::npos) {
      return fail(Fault::malformed, Blame::config,
                  "--limits " + std::string(pair) + ": wanted cpuMs=N, memoryMb=N or wallMs=N");
    }
    uint32_t value = 0;
    const char* end = pair.data() + pair.size();
    const auto parsed = std::from_chars(pair.data() + equals + 1, end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < row->min || value > row->max) {
      return fail(Fault::malformed, Blame::config,
                  "--limits " + std::string(pair) + ": wanted a whole number from " +
                      std::to_string(row->min) + " to " + std::to_string(row->max));
    }
    limits.*row->value = value;
  }
  return limits;
}

Result<apps::Permissions> read_permissions(const std::string& file) {
  if (file.empty()) return apps::Permissions{};
  auto text = read_file(file, Bytes(apps::kManifestBytesMax), "--permissions");
  if (!text) return fail(text.error());
  std::vector<apps::Diagnostic> problems;
  apps::Reporter reporter(*text, file, problems);
  const auto json = apps::read_reported_json(*text, reporter);
  auto permissions = json ? apps::read_permissions(*json, reporter) : apps::Permissions{};
  if (!reporter.failed()) return permissions;
  std::string lines = "--permissions:";
  for (const apps::Diagnostic& problem : problems) {
    if (problem.severity == apps::Severity::error) lines += '\n' + apps::to_line(problem);
  }
  return fail(Fault::malformed, Blame::config, lines);
}

// Imports that lead nowhere are found before anything runs.
int cannot_start(const RunOptions& options, const std::vector<apps::Diagnostic>& problems) {
  const ScriptReportLines report(options.json, nullptr);
  for (const apps::Diagnostic& problem : problems) {
    if (problem.severity != apps::Severity::error) continue;
    report.error({.name = "Error", .message = apps::to_line(problem)}, false);
  }
  report.exit(Outcome::start_failed, 0, 0);
  return kFailed;
}

int run_script(const RunOptions& options) {
  auto limits = read_limits(options.limits);
  if (!limits) return failed(limits.error(), kUsage);
  auto permissions = read_permissions(options.permissions);
  if (!permissions) return failed(permissions.error(), kUsage);
  const size_t slash = options.file.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : options.file.substr(0, slash + 1);
  const std::string name =
      slash == std::string::npos ? options.file : options.file.substr(slash + 1);
  auto reader = apps::FolderReader::open(folder);
  if (!reader) return failed(reader.error(), kEnvironment);
  ScriptInput input{.url = options.url, .page = {}, .chunk = options.chunk};
  if (!options.input.empty()) {
    auto read = read_file(options.input, Bytes(kInputBytesMax), "--input");
    if (!read) return failed(read.error(), kEnvironment);
    input.page = std::move(*read);
  }
  std::vector<apps::Diagnostic> problems;
  Esbuild bundler;
  apps::EdgeManifest manifest;
  manifest.permissions = std::move(*permissions);
  manifest.entries.push_back({.path = name});
  apps::ResolvedInstall install;
  install.id = install.app_id = "run-script";
  install.options = apps::make_content("{}");
  install.edge =
      apps::collect_edge_package(manifest, *reader, options.file, options.file, &bundler, problems);
  if (install.edge == nullptr) return cannot_start(options, problems);
  ScriptNumbers numbers;
  auto script = std::make_shared<EdgeScript>(*script_of(install, numbers, *limits));
  script->limits.log_bytes = kLogBytesMax;
  auto session = CellSession::start(ScriptRun::kSite);
  if (!session) return failed(session.error(), kEnvironment);
  ScriptRun run(std::move(input), std::move(script), std::move(*session), options.json);
  return run.run() == Outcome::ok ? kDone : kFailed;
}

}  // namespace

int run_run_script(const Arguments& arguments) {
  CLI::App app(
      "Runs one module as an app's edge script would run: in an isolate of a confined process.\n\n"
      "  inlay run-script hello.mjs\n"
      "  inlay run-script change.mjs --input page.html --chunk 7 --json\n\n"
      "A function that the module exports as default is called with { input, url }; an app object, "
      "with html() or fetch(),\n"
      "is driven like a request for --url that the origin answers with the input.",
      "run-script");
  RunOptions options;
  app.add_option("FILE", options.file, "the module; it may import what lies beside and below it")
      ->required();
  app.add_option("--input", options.input, "a page, which the function gets as a Response")
      ->type_name("FILE");
  app.add_option("--chunk", options.chunk, "bring the input N bytes at a time")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--url", options.url, "the address it is called for")->type_name("URL");
  app.add_option("--permissions", options.permissions,
                 "what it may do, as inlay.permissions of a manifest; none without it")
      ->type_name("FILE");
  app.add_option("--limits", options.limits, "cpuMs=50,memoryMb=64,wallMs=2000")
      ->type_name("LIMITS");
  app.add_flag("--json", options.json, "a JSON object a line, for programs");
  if (auto exit = parse(app, arguments)) return *exit;
  return run_script(options);
}

}  // namespace inlay::cli
