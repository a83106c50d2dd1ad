// One module in one isolate of a confined cell, with the real globals and limits.
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "apps/author_stack.h"
#include "apps/edge_files.h"
#include "apps/edge_limits.h"
#include "apps/edge_package.h"
#include "apps/json.h"
#include "apps/permissions.h"
#include "apps/reporter.h"
#include "base/check.h"
#include "bundling/esbuild.h"
#include "channel/script_transfer.h"
#include "cli/arguments.h"
#include "cli/cell_session.h"
#include "cli/script_of_verb.h"
#include "cli/scripted_page.h"
#include "html/utf8.h"
#include "os/files.h"

namespace inlay::cli {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t kInputBytesMax = uint64_t{1} << 30;
constexpr uint64_t kReadBytes = 65536;  // of the input at once
constexpr uint32_t kLogBytesMax = 1 << 20;
constexpr const char* kSite = "run-script";
constexpr std::string_view kInputType = "text/html; charset=utf-8";
constexpr auto kKillAfter = 250ms;  // over the wall limit, for what only a kill ends

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

std::string json_text(std::string_view text) {
  std::string json;
  apps::append_json_string(json, text);
  return json;
}

// What a script says, for programs (a JSON object a line, on standard output) or people.
class Report {
 public:
  // `package`: the script's, whose bundles' places are shown as their author's; null: none yet.
  Report(bool json, const apps::EdgePackage* package) : json_(json), package_(package) {}

  void console(const channel::LogCall& call) {
    static constexpr std::array<std::string_view, channel::kLogLevels> kLevels{
        "debug", "log", "info", "warn", "error"};
    const std::string_view level = kLevels[static_cast<size_t>(call.level)];
    if (!json_) {
      for (size_t i = 0; i < call.pieces.size(); ++i) {
        std::cerr << (i == 0 ? "" : " ") << call.pieces[i];
      }
      std::cerr << (call.truncated ? " …\n" : "\n");
      return;
    }
    std::string line = R"({"type":"console","level":")" + std::string(level) + R"(","args":[)";
    for (size_t i = 0; i < call.pieces.size(); ++i) {
      line.append(i == 0 ? "" : ",").append(json_text(call.pieces[i]));
    }
    std::cout << line << "]" << (call.truncated ? R"(,"truncated":true)" : "") << "}\n";
  }

  void error(const channel::ErrorText& error, bool unhandled) {
    const std::string stack =
        package_ == nullptr ? std::string(error.stack) : apps::author_stack(*package_, error.stack);
    if (!json_) {
      std::cerr << (unhandled ? "not handled: " : "") << error.name << ": " << error.message;
      std::cerr << (stack.empty() ? "" : "\n") << stack << "\n";
      return;
    }
    std::cout << R"({"type":"error","name":)" << json_text(error.name) << R"(,"message":)"
              << json_text(error.message) << R"(,"stack":)" << json_text(stack)
              << (unhandled ? R"(,"unhandled":true)" : "") << "}\n";
  }

  // `json`: a JSON value.
  void result(const std::string& json) {
    if (json_) {
      std::cout << R"({"type":"result","value":)" << json << "}\n";
      return;
    }
    const auto value = apps::read_json(json);
    if (value && value->root.is_string()) {
      std::cout << value->root.as_string() << "\n";
    } else {
      std::cout << json << "\n";
    }
  }

  void exit(Outcome outcome, uint64_t cpu_us, uint64_t heap_bytes) {
    if (!json_) {
      if (outcome != Outcome::ok) std::cerr << "outcome: " << outcome_name(outcome) << "\n";
      return;
    }
    const auto tenths = [](uint64_t whole, uint64_t unit) {
      const uint64_t value = (whole * 10 + unit / 2) / unit;
      return std::to_string(value / 10) + "." + std::to_string(value % 10);
    };
    std::cout << R"({"type":"exit","outcome":")" << outcome_name(outcome) << R"(","cpuMs":)"
              << tenths(cpu_us, 1000) << R"(,"heapMb":)" << tenths(heap_bytes, 1 << 20) << "}\n";
  }

 private:
  bool json_;
  const apps::EdgePackage* package_;
};

class Runner {
 public:
  Runner(const RunOptions& options, std::unique_ptr<CellSession> session,
         std::shared_ptr<const EdgeScript> script, std::string input)
      : options_(options),
        session_(std::move(session)),
        script_(std::move(script)),
        package_(*apps::read_edge_package(script_->package->bytes)),
        report_(options.json, &package_),
        input_(std::move(input)),
        wall_until_(clock_.mono() + std::chrono::milliseconds(script_->limits.wall_ms) +
                    kKillAfter + kStartMost) {}

  Outcome run();

 private:
  static constexpr auto kStartMost = 5s;  // for the process to be there

  void call();
  void drive_page();
  bool step(const channel::CellRecord& record);
  Outcome killed();
  void feed();

  const RunOptions& options_;
  std::unique_ptr<CellSession> session_;
  std::shared_ptr<const EdgeScript> script_;
  const apps::EdgePackage package_;  // borrows from script_
  SystemClock clock_;
  Report report_;
  std::string input_;
  size_t fed_ = 0;
  bool input_ended_ = true;
  channel::StreamId stream_ = 0;
  std::string result_;
  bool whole_ = false;
  Clock::Mono wall_until_;
  std::optional<Outcome> outcome_;
  uint64_t cpu_us_ = 0;
  uint64_t heap_bytes_ = 0;
};

Outcome Runner::run() {
  call();
  // Of an app object nothing was called, for it is no function.
  if (*outcome_ == Outcome::ok && result_ == "null") drive_page();
  if (*outcome_ == Outcome::ok && whole_) report_.result(result_);
  report_.exit(*outcome_, cpu_us_, heap_bytes_);
  return *outcome_;
}

void Runner::call() {
  const bool has_input = !options_.input.empty();
  channel::ScriptSender script(script_->facts(), script_->options->bytes, script_->files);
  bool sent = false;
  bool begun = false;
  channel::EdgeEnd& end = session_->end();
  while (!outcome_) {
    if (!sent) {
      auto pumped = script.pump(end);
      sent = pumped && *pumped;
    }
    if (sent && !begun) {
      const std::array<channel::ScriptId, 1> chain{script_->id};
      channel::Begin begin{.purpose = channel::Purpose::call,
                           .has_body = has_input,
                           .method = "GET",
                           .url = options_.url,
                           .charset = "utf-8",
                           .chain = chain};
      const auto opened = end.begin(begin);
      begun = opened && *opened == channel::Sent::yes;
      if (begun) {
        stream_ = begin.stream;
        input_ended_ = !has_input;
      }
    }
    if (begun && !input_ended_) feed();
    bool heard = false;
    while (const channel::CellRecord* record = end.next()) {
      heard = true;
      if (step(*record)) break;
    }
    if (outcome_) break;
    if (heard) continue;  // there may be room for more input now
    if (end.kill_wanted() || end.broken() != nullptr || clock_.mono() >= wall_until_) {
      outcome_ = killed();
      break;
    }
    session_->wait(wall_until_);
  }
}

// As for a request whose origin answers with the input: the answer is the result. Nothing changes
// where the script turns out to have no app object.
void Runner::drive_page() {
  PageVisit visit{.method = "GET", .url = options_.url, .charset = "utf-8"};
  visit.navigation = true;
  visit.cookies = script_->rights.cookies;
  visit.response = {{"content-type", std::string(kInputType)}};
  std::string answer;
  const ScriptedPage::Events events{
      .on_output =
          [&](std::string_view bytes) {
            answer += bytes;
            return Result<>();
          },
      .on_console = [this](const EdgeScript&,
                           const channel::LogCall& log) { report_.console(log); },
      .on_unhandled = [this](const EdgeScript&,
                             const channel::ErrorText& error) { report_.error(error, true); }};
  ScriptedPage page(kSite, {script_}, std::move(visit), allowance(), events, std::move(session_));
  for (std::string_view left = input_; !left.empty();) {
    const uint64_t size =
        std::min<uint64_t>(options_.chunk == 0 ? kReadBytes : options_.chunk, left.size());
    CHECK(page.bring(left.substr(0, size)));
    left.remove_prefix(size);
  }
  CHECK(page.finish());
  const ScriptReport& report = page.reports().front();
  if (report.outcome == Outcome::start_failed) return;
  outcome_ = report.outcome;
  if (!page.results().empty()) {
    cpu_us_ += page.results().front().cpu_us;
    heap_bytes_ = page.results().front().heap_bytes;
  }
  if (report.outcome != Outcome::ok) {
    report_.error({.name = report.error_name,
                   .message = report.message.empty() ? "its cell was killed" : report.message,
                   .stack = report.stack},
                  false);
  }
  result_ = json_text(html::repair_utf8(answer));
}

// As the origin would bring it: chunk by chunk.
void Runner::feed() {
  while (fed_ < input_.size()) {
    const uint64_t most = options_.chunk == 0 ? input_.size() : options_.chunk;
    const std::string_view piece = std::string_view(input_).substr(fed_, most);
    const size_t taken = session_->end().body(stream_, piece);
    fed_ += taken;
    if (taken < piece.size()) return;
  }
  session_->end().body_end(stream_, channel::BodyEnding::whole);
  input_ended_ = true;
}

// True: the stream is over.
bool Runner::step(const channel::CellRecord& record) {
  if (const auto* log = std::get_if<channel::LogCall>(&record)) report_.console(*log);
  if (const auto* failure = std::get_if<channel::Failure>(&record)) {
    report_.error(failure->error, failure->unhandled);
  }
  if (const auto* output = std::get_if<channel::Output>(&record)) {
    result_.append(output->bytes);
    session_->end().released(stream_, output->bytes.size());
  }
  if (const auto* ended = std::get_if<channel::OutputEnd>(&record)) {
    whole_ = ended->ending == channel::BodyEnding::whole;
  }
  const auto* finished = std::get_if<channel::Finished>(&record);
  if (finished == nullptr) return false;
  outcome_ = Outcome::start_failed;
  if (!finished->results.empty()) {
    outcome_ = finished->results[0].outcome;
    cpu_us_ = finished->results[0].cpu_us;
    heap_bytes_ = finished->results[0].heap_bytes;
  }
  return true;
}

Outcome Runner::killed() {
  const std::optional<Outcome> wanted = session_->end().kill_wanted();
  const bool gone = session_->end().broken() != nullptr;
  const Ending ending = session_->kill();
  const Outcome outcome = wanted.value_or(gone ? Outcome::killed : Outcome::over_wall);
  const std::string message = gone && !wanted ? "its process ended: " + ending.text()
                                              : "killed: it did not let itself be stopped (" +
                                                    std::string(outcome_name(outcome)) + ")";
  report_.error({.name = "Error", .message = message}, false);
  return outcome;
}

// Imports that lead nowhere are found before anything runs.
int cannot_start(const RunOptions& options, const std::vector<apps::Diagnostic>& problems) {
  Report report(options.json, nullptr);
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
  std::string input;
  if (!options.input.empty()) {
    auto read = read_file(options.input, Bytes(kInputBytesMax), "--input");
    if (!read) return failed(read.error(), kEnvironment);
    input = std::move(*read);
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
  auto session = CellSession::start(kSite);
  if (!session) return failed(session.error(), kEnvironment);
  Runner runner(options, std::move(*session), std::move(script), std::move(input));
  return runner.run() == Outcome::ok ? kDone : kFailed;
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
