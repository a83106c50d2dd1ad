#include "cli/script_run.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"
#include "channel/script_transfer.h"
#include "cli/script_of_verb.h"
#include "cli/scripted_page.h"
#include "html/utf8.h"

namespace inlay::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kKillAfter = 250ms;      // over the wall limit, for what only a kill ends
constexpr auto kStartMost = 5s;         // for the process to be there
constexpr uint64_t kReadBytes = 65536;  // of the page at once
constexpr std::string_view kPageType = "text/html; charset=utf-8";

}  // namespace

ScriptRun::ScriptRun(ScriptInput input, std::shared_ptr<const EdgeScript> script,
                     std::unique_ptr<CellSession> session, bool json)
    : input_(std::move(input)),
      script_(std::move(script)),
      session_(std::move(session)),
      package_(*apps::read_edge_package(script_->package->bytes)),
      report_(json, &package_),
      wall_until_(clock_.mono() + std::chrono::milliseconds(script_->limits.wall_ms) + kKillAfter +
                  kStartMost) {}

Outcome ScriptRun::run() {
  call();
  // Of an app object nothing was called, for it is no function.
  if (*outcome_ == Outcome::ok && result_ == "null") drive_page();
  if (*outcome_ == Outcome::ok && whole_) report_.result(result_);
  report_.exit(*outcome_, cpu_us_, heap_bytes_);
  return *outcome_;
}

void ScriptRun::call() {
  channel::ScriptSender script(script_->facts(), script_->options->bytes, script_->files);
  channel::EdgeEnd& end = session_->end();
  bool sent = false;
  bool begun = false;
  while (!outcome_) {
    if (!sent) {
      const auto pumped = script.pump(end);
      sent = pumped && *pumped;
    }
    if (sent && !begun) begun = begin();
    if (begun && !input_ended_) feed();
    bool heard = false;
    while (const channel::CellRecord* record = end.next()) {
      heard = true;
      if (step(*record)) return;
    }
    if (heard) continue;  // there may be room for more input now
    if (end.kill_wanted() || end.broken() != nullptr || clock_.mono() >= wall_until_) {
      outcome_ = killed();
    } else {
      session_->wait(wall_until_);
    }
  }
}

bool ScriptRun::begin() {
  const std::array<channel::ScriptId, 1> chain{script_->id};
  channel::Begin begin{.purpose = channel::Purpose::call,
                       .has_body = input_.page.has_value(),
                       .method = "GET",
                       .url = input_.url,
                       .charset = "utf-8",
                       .chain = chain};
  const auto opened = session_->end().begin(begin);
  if (!opened || *opened != channel::Sent::yes) return false;
  stream_ = begin.stream;
  input_ended_ = !begin.has_body;
  return true;
}

// As the origin would bring it: chunk by chunk.
void ScriptRun::feed() {
  const std::string_view page = *input_.page;
  while (fed_ < page.size()) {
    const std::string_view piece = page.substr(fed_, input_.chunk == 0 ? page.npos : input_.chunk);
    const size_t taken = session_->end().body(stream_, piece);
    fed_ += taken;
    if (taken < piece.size()) return;
  }
  session_->end().body_end(stream_, channel::BodyEnding::whole);
  input_ended_ = true;
}

// True: the stream is over.
bool ScriptRun::step(const channel::CellRecord& record) {
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

Outcome ScriptRun::killed() {
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

// As for a request whose origin answers with the input: the answer is the result. Nothing changes
// where the script turns out to have no app object.
void ScriptRun::drive_page() {
  PageVisit visit{.method = "GET", .url = input_.url, .charset = "utf-8"};
  visit.navigation = true;
  visit.cookies = script_->rights.cookies;
  visit.response = {{"content-type", std::string(kPageType)}};
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
  for (std::string_view left = input_.page ? *input_.page : std::string_view(); !left.empty();) {
    const uint64_t size =
        std::min<uint64_t>(input_.chunk == 0 ? kReadBytes : input_.chunk, left.size());
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

}  // namespace inlay::cli
