#include "cell_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "api/edge_snapshot.h"
#include "api/engine.h"
#include "api/surface.h"
#include "channel/handover.h"
#include "os/fiber_stacks.h"
#include "os/message_socket.h"

namespace inlay::cell {
namespace {

using namespace std::chrono_literals;
constexpr auto kMost = 20s;  // of one page; a test that needs it has failed

struct TestEngine {
  Platform platform{EngineClass::interpreted, [](const char*) noexcept {}};
  CpuWatch watch{{}};
  FiberStacks stacks{256};
  Snapshot snapshot = *Snapshot::read(edge_snapshot(), edge_surface(), EngineClass::interpreted);

  static Engine get() {
    static TestEngine engine;
    return {engine.platform, engine.snapshot, engine.watch, engine.stacks};
  }
};

std::string text_of(const channel::ErrorText& error) {
  return std::string(error.name) + ": " + std::string(error.message);
}

}  // namespace

struct CellWorld::OpenPage {
  const PageToRun& page;
  std::vector<channel::ScriptId> chain;
  channel::StreamId stream = 0;
  size_t fed = 0;
  bool input_ended = false;
  bool finished = false;
  uint64_t not_released = 0;
  PageSeen seen;
};

CellWorld::CellWorld() : workspace_(std::make_unique<channel::Workspace>()) {
  auto control = message_pair();
  EXPECT_TRUE(control);
  control_ = std::move(control->first);
  cells_control_ = std::move(control->second);
  auto made = channel::EdgeEnd::make({}, "site", *workspace_);
  EXPECT_TRUE(made);
  EXPECT_TRUE(channel::send_channel(control_.get(), made->cell));
  edge_ = std::move(made->end);
  cell_ = std::make_unique<Cell>(TestEngine::get(), clock_, cells_control_.get(), "none");
}

CellWorld::~CellWorld() = default;

std::vector<channel::ScriptId> CellWorld::send_scripts(const std::vector<ScriptToRun>& scripts) {
  std::vector<channel::ScriptId> chain;
  for (const ScriptToRun& script : scripts) {
    const std::string name = "script" + std::to_string(++last_script_) + ".mjs";
    const std::array<std::string_view, 1> entries{name};
    const std::array<channel::ScriptFile, 1> files{channel::ScriptFile{name, script.source}};
    channel::ScriptSender sender({.script = last_script_,
                                  .style = script.style,
                                  .install = "install",
                                  .app = "app",
                                  .app_version = "1",
                                  .entries = entries,
                                  .limits = {.cpu_ms = script.cpu_ms,
                                             .wall_ms = script.wall_ms,
                                             .heap_bytes = 32 << 20,
                                             .external_bytes = 16 << 20,
                                             .output_bytes = 16 << 20,
                                             .log_bytes = 64 << 10,
                                             .timers = 100,
                                             .subrequests = 10},
                                  .rights = script.rights},
                                 script.options, files);
    auto sent = sender.pump(*edge_);
    while (sent && !*sent) {
      edge_->settle();
      cell_->step(0ns);
      sent = sender.pump(*edge_);
    }
    EXPECT_TRUE(sent);
    chain.push_back(last_script_);
  }
  return chain;
}

void CellWorld::begin(OpenPage& page) {
  channel::Begin begin{.purpose = channel::Purpose::page,
                       .navigation = true,
                       .has_body = true,
                       .method = "GET",
                       .url = "https://example.com/page",
                       .charset = page.page.charset,
                       .allowance = page.page.allowance,
                       .chain = page.chain};
  ASSERT_TRUE(edge_->begin(begin));
  page.stream = begin.stream;
  const auto fields_of = [](const auto& pairs) {
    std::vector<channel::Field> fields;
    for (const auto& [name, value] : pairs) fields.push_back({name, value});
    return fields;
  };
  const auto request = fields_of(page.page.request);
  const auto response = fields_of(page.page.response);
  ASSERT_TRUE(edge_->send(channel::RequestFields{.stream = page.stream, .fields = request}));
  ASSERT_TRUE(edge_->send(
      channel::ResponseFields{.stream = page.stream, .status = 200, .fields = response}));
}

void CellWorld::feed(OpenPage& page) {
  if (page.input_ended || page.finished) return;
  const std::string_view html = page.page.html;
  const size_t size = page.page.chunk == 0 ? html.size() : page.page.chunk;
  const std::string_view piece = html.substr(page.fed, size);
  page.fed += edge_->body(page.stream, piece);
  if (page.fed < html.size()) return;
  edge_->body_end(page.stream,
                  page.page.breaks_off ? channel::BodyEnding::failed : channel::BodyEnding::whole);
  page.input_ended = true;
}

void CellWorld::hear(std::vector<OpenPage>& pages) {
  const auto find = [&](channel::StreamId stream) -> OpenPage* {
    const auto found = std::ranges::find(pages, stream, &OpenPage::stream);
    return found == pages.end() ? nullptr : &*found;
  };
  while (const channel::CellRecord* record = edge_->next()) {
    if (const auto* head = std::get_if<channel::Head>(record)) {
      PageSeen& seen = find(head->stream)->seen;
      seen.status = head->status;
      for (const auto& field : head->fields) seen.fields.emplace_back(field.name, field.value);
    } else if (const auto* output = std::get_if<channel::Output>(record)) {
      OpenPage& page = *find(output->stream);
      page.seen.bytes.append(output->bytes);
      page.not_released += output->bytes.size();
      if (!output->offset && !output->held) page.seen.has_offsets = false;
      if (output->offset && !output->held) {
        page.seen.places.push_back(
            {*output->offset, page.seen.bytes.size(), std::string(output->restore)});
      }
    } else if (const auto* ended = std::get_if<channel::OutputEnd>(record)) {
      find(ended->stream)->seen.ended = true;
      find(ended->stream)->seen.whole = ended->ending == channel::BodyEnding::whole;
    } else if (const auto* failure = std::get_if<channel::Failure>(record)) {
      if (OpenPage* page = find(failure->stream)) {
        page->seen.errors.push_back((failure->unhandled ? "unhandled " : "") +
                                    std::string(outcome_name(failure->outcome)) + " " +
                                    text_of(failure->error));
      }
    } else if (const auto* log = std::get_if<channel::LogCall>(record)) {
      if (OpenPage* page = find(log->stream)) {
        for (const auto& text : log->pieces) page->seen.console.emplace_back(text);
      }
    } else if (const auto* finished = std::get_if<channel::Finished>(record)) {
      OpenPage& page = *find(finished->stream);
      for (const auto& result : finished->results) page.seen.outcomes.push_back(result.outcome);
      page.finished = true;
    }
  }
  EXPECT_EQ(edge_->broken(), nullptr) << (edge_->broken() ? edge_->broken()->detail : "");
  for (OpenPage& page : pages) {
    const uint64_t most =
        page.page.takes_at_once == 0 ? page.not_released : page.page.takes_at_once;
    const uint64_t taken = std::min(most, page.not_released);
    if (taken > 0 && !page.finished) edge_->released(page.stream, taken);
    page.not_released -= taken;
  }
}

PageSeen CellWorld::run(const PageToRun& page) { return run_together({page}).front(); }

std::vector<PageSeen> CellWorld::run_together(const std::vector<PageToRun>& pages) {
  last_chain_ = send_scripts(pages.front().scripts);
  return run_through(last_chain_, pages);
}

PageSeen CellWorld::run_again(const PageToRun& page) {
  return run_through(last_chain_, {page}).front();
}

std::vector<PageSeen> CellWorld::run_through(const std::vector<channel::ScriptId>& chain,
                                             const std::vector<PageToRun>& pages) {
  std::vector<OpenPage> open;
  open.reserve(pages.size());
  for (const PageToRun& page : pages) open.push_back({.page = page, .chain = chain, .seen = {}});
  for (OpenPage& page : open) begin(page);
  const auto until = clock_.mono() + kMost;
  const auto all_over = [&] { return std::ranges::all_of(open, &OpenPage::finished); };
  while (!all_over()) {
    for (OpenPage& page : open) feed(page);
    const bool may_sleep = edge_->settle() == channel::Rest::sleep &&
                           std::ranges::all_of(open, &OpenPage::input_ended);
    EXPECT_TRUE(cell_->step(may_sleep ? 10ms : 0ms));
    edge_->woken();
    hear(open);
    if (clock_.mono() > until || edge_->broken() != nullptr) {
      ADD_FAILURE() << "the page does not end";
      break;
    }
  }
  std::vector<PageSeen> seen;
  for (OpenPage& page : open) seen.push_back(std::move(page.seen));
  return seen;
}

}  // namespace inlay::cell
