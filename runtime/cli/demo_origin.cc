#include "cli/demo_origin.h"

#include <array>
#include <filesystem>

#include "edge/limits.h"
#include "http_messages/head_writer.h"
#include "net/address.h"
#include "os/files.h"

namespace inlay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
}};

constexpr std::string_view kViewsPath = "/views";  // where page-view-beacon sends by default
constexpr std::string_view kHtml = "text/html; charset=utf-8";

std::string_view type_of(std::string_view path) {
  for (auto [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

}  // namespace

// One connection. Answers each request once it is whole; frees itself when it is closed.
class DemoOrigin::Visit final : private http::ServerHandler {
 public:
  Visit(DemoOrigin& origin, std::unique_ptr<TcpStream> stream)
      : origin_(origin), connection_(origin.loop_, std::move(stream), origin.limits_, *this) {
    origin_.visits_.insert(this);
    connection_.start();
  }

  void cut() { connection_.abort(); }

 private:
  void on_request(const http::RequestHead& head) override {
    path_ = head.target.path;
    posted_ = head.method == http::Method::post;
    body_.clear();
  }
  void on_refused(const http::HeadError& error) override { answer_missing(error.status); }
  void on_body(std::string_view bytes) override {
    // One byte more than is read says that it was too much.
    body_.append(bytes.substr(0, kViewMessageBytesMax + 1 - body_.size()));
  }
  void on_body_end() override {
    if (path_ == kViewsPath)
      return posted_ ? count_view() : answer(200, kHtml, origin_.views_.page());
    const File* file = origin_.find(path_);
    file != nullptr ? answer(200, file->content_type, file->bytes) : answer_missing(404);
  }
  void on_writable() override {}
  void on_abort(const Error&) override {}
  void on_closed() override {
    origin_.visits_.erase(this);
    delete this;
  }

  void count_view() {
    origin_.views_.add(body_);
    std::string head;
    http::append_status_line(head, 204);
    connection_.respond(std::move(head), http::AnswerBody::none);
    connection_.finish();
  }

  void answer_missing(uint16_t status) {
    answer(status, kHtml, "<!doctype html><title>Not here</title><h1>There is no such page</h1>");
  }

  void answer(uint16_t status, std::string_view type, std::string_view body) {
    std::string head;
    http::append_status_line(head, status);
    http::append_field(head, "Content-Type", type);
    connection_.answer(std::move(head), body);
  }

  DemoOrigin& origin_;
  http::ServerConnection connection_;
  std::string path_;
  std::string body_;  // at most kViewMessageBytesMax + 1
  bool posted_ = false;
};

Result<std::unique_ptr<DemoOrigin>> DemoOrigin::start(const std::string& folder) {
  std::unique_ptr<DemoOrigin> origin(new DemoOrigin);
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       !error && entry != fs::end(entry); entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    auto bytes = read_file(entry->path().string(), 16_MiB, "demo file");
    if (!bytes) return fail(bytes.error());
    std::string path = entry->path().string().substr(folder.size());
    origin->files_[path] = {*bytes, std::string(type_of(path))};
  }
  if (error) return fail(Fault::not_found, Blame::config, folder + ": " + error.message());

  origin->limits_ = edge_limits(Settings{}).server;
  auto address = parse_address("127.0.0.1:0");
  if (!address) return fail(address.error());
  auto socket = listen_on(*address, 128);
  if (!socket) return fail(socket.error());
  auto bound = bound_address(socket->get());
  if (!bound) return fail(bound.error());
  origin->address_ = bound->text();
  DemoOrigin* self = origin.get();
  origin->listener_ = std::make_unique<TcpListener>(
      origin->loop_, std::move(*socket),
      [self](std::unique_ptr<TcpStream> stream) { new Visit(*self, std::move(stream)); });
  origin->thread_ = std::thread([self] { self->loop_.run(); });
  return origin;
}

DemoOrigin::~DemoOrigin() {
  loop_.post([this] {
    listener_.reset();
    for (Visit* visit : std::set<Visit*>(visits_)) visit->cut();
  });
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

const DemoOrigin::File* DemoOrigin::find(std::string_view path) const {
  auto found = files_.find(path);
  if (found == files_.end()) {
    std::string index(path);
    index += path.ends_with('/') ? "index.html" : "/index.html";
    found = files_.find(index);
  }
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace inlay::cli
