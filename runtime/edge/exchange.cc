#include "edge/exchange.h"

#include <utility>

#include "edge/edge_loop.h"
#include "edge/forwarding.h"
#include "edge/origin_request.h"
#include "edge/plan_mark.h"
#include "http_messages/accept_encoding.h"

namespace inlay {
namespace {

using http::AnswerBody;
using http::Framing;

// Not every origin answers Expect: 100-continue, and not every client goes on without.
constexpr uint64_t kContinueWaitMs = 500;

constexpr std::string_view kScheme = "http";  // how visitors reach this edge

// Of pages through scripts nothing is remembered: no validator that a visitor sends is about them.
constexpr PlanFacts kNoValidators{.mark = "edge-script", .since = std::chrono::sys_seconds::max()};

// A head that is larger does not stay with a connection that waits for its next request.
constexpr size_t kKeptHeadBytes = 4096;

uint16_t status_for(const Error& error) {
  if (error.fault == Fault::timed_out) return 504;
  if (error.fault == Fault::busy) return 503;
  return 502;
}

bool is_safe_to_repeat(http::Method method) {
  switch (method) {
    case http::Method::get:
    case http::Method::head:
    case http::Method::put:
    case http::Method::delete_:
    case http::Method::options:
    case http::Method::trace:
      return true;
    case http::Method::post:
    case http::Method::connect:
    case http::Method::patch:
    case http::Method::other:
      return false;
  }
  return false;
}

bool offers_web_socket(const http::RequestHead& head) {
  return head.method == http::Method::get && !head.framing.has_body() &&
         http::equals_ignoring_case(head.upgrade, kWebSocket);
}

}  // namespace

Exchange::Exchange(EdgeLoop& edge, uint64_t handle, std::unique_ptr<TcpStream> stream, Peer peer)
    : edge_(edge),
      handle_(handle),
      peer_(std::move(peer)),
      visitor_(edge.loop(), std::move(stream), edge.limits().server, *this),
      record_(edge.telemetry(), edge.clock()),
      body_(edge.codecs(), edge.decode_room()) {}

// --- phases "site" and "plan"

void Exchange::on_request(const http::RequestHead& head) {
  begin(head);
  if (is_loop(head, edge_.node())) {
    return refuse(
        508, {Fault::refused, Blame::client,
              "request: its Via names this node, or more proxies than any way has", Reason::loop});
  }
  site_ = table_->find(head.authority.host.view());
  if (site_ == nullptr) {
    return refuse(
        421, {Fault::not_found, Blame::client, "no site has the request's host", Reason::no_site});
  }
  if (table_->is_bundle_path(head.target.path)) return serve_bundle(head);
  page_plan_ = page_plan(*site_->plan, head.target.path);
  if (page_plan_.changes()) address_ = page_address(head, peer_.trusted, kScheme);
  if (!page_plan_.scripts.empty()) keep_for_scripts(head);
  ask_origin(head);
}

void Exchange::begin(const http::RequestHead& head) {
  number_++;
  edge_.next_request_id(id_);
  table_ = edge_.sites();
  site_ = nullptr;
  page_plan_ = {};
  record_.begin(head);
  page_ = page_request(head);
  error_form_ = error_form(page_, head.fields);
  now_ = std::chrono::floor<std::chrono::seconds>(record_.at());
  shape_ = {.method = head.method,
            .has_body = head.framing.has_body(),
            .chunked = head.framing.kind == Framing::Kind::chunked,
            .upgrade = offers_web_socket(head)};
  expects_continue_ = head.expect_continue && shape_.has_body;
  request_body_ended_ = tried_again_ = waits_for_bundle_ = tunnel_ = told_problem_ = false;
  early_body_.clear();
  pool_ = nullptr;
  origin_ = nullptr;
}

PlanFacts Exchange::plan_facts() const {
  return {page_plan_.changes() ? plan_mark(site_->plan->hash()) : std::string_view(),
          std::chrono::sys_seconds(std::chrono::seconds(site_->plan_since))};
}

// --- phase "origin"

void Exchange::ask_origin(const http::RequestHead& head) {
  const Origin& origin = site_->origin_for(head.target.path);
  std::string_view host = !site_->host_header.empty() ? std::string_view(site_->host_header)
                          : !head.authority.text.empty()
                              ? head.authority.text
                              : std::string_view(origin.addresses.front().host);
  offered_ = site_->ask_identity && page_ != PageRequest::no ? http::best_coding(head.fields)
                                                             : http::Coding::identity;
  request_head_.clear();
  sent_ = append_origin_request(request_head_, head,
                                {.host = host,
                                 .page = page_,
                                 .plan = page_plan_.scripts.empty() ? plan_facts() : kNoValidators,
                                 .way = {.client = peer_.address,
                                         .trusted_peer = peer_.trusted,
                                         .scheme = kScheme,
                                         .node = edge_.node()},
                                 .ask_identity = site_->ask_identity,
                                 .upgrade = shape_.upgrade ? kWebSocket : std::string_view(),
                                 .expect_continue = expects_continue_,
                                 .now = now_});
  record_.asked_origin();
  pool_ = &edge_.pool(origin);
  pool_->acquire(*this);
}

void Exchange::on_connection(http::ClientConnection& connection) {
  origin_ = &connection;
  if (connection.used_before()) edge_.telemetry().counters.add(Counter::origin_reused);
  send_request();
}

void Exchange::send_request() {
  auto flow = origin_->send(request_head_, shape_);
  if (!flow) {
    bool untouched = origin_->used_before();
    std::exchange(origin_, nullptr)->cancel();
    return on_response_failed(
        {Fault::closed, Blame::origin, "origin: " + flow.error().detail, Reason::origin_closed},
        untouched);
  }
  if (expects_continue_) {
    continue_wait_.emplace(edge_.loop(), [this] { say_continue(); });
    continue_wait_->start(kContinueWaitMs);
  }
  if (!early_body_.empty()) flow = origin_->write_body(std::exchange(early_body_, {}));
  if (request_body_ended_) {
    if (shape_.has_body) origin_->finish_request();
  } else if (*flow == Flow::more) {
    visitor_.resume_body();
  }
}

void Exchange::say_continue() {
  expects_continue_ = false;
  visitor_.interim("HTTP/1.1 100 Continue\r\n\r\n");
}

void Exchange::on_body(std::string_view bytes) {
  record_.got(bytes.size());
  if (origin_ != nullptr) {
    if (origin_->write_body(bytes) == Flow::hold) visitor_.pause_body();
  } else if (pool_ != nullptr) {
    early_body_.append(bytes);
    visitor_.pause_body();
  }
}

void Exchange::on_body_end() {
  request_body_ended_ = true;
  if (origin_ != nullptr && (shape_.has_body || tunnel_)) origin_->finish_request();
}

void Exchange::on_request_writable() { visitor_.resume_body(); }

// --- bundles

void Exchange::serve_bundle(const http::RequestHead& head) {
  if (!http::is_get_or_head(shape_.method)) {
    return refuse(405, {Fault::unsupported, Blame::client, "bundle: wanted GET or HEAD",
                        Reason::bundle_method});
  }
  auto name = table_->bundle_name(head.target.path);
  if (!name) return send_bundle(nullptr);
  bundle_request_ = bundle_request(name->part, head);
  bundle_hash_ = name->hash;
  bundle_host_ = head.authority.host.view();
  if (auto bundle = edge_.kept().ready(*site_->plan, bundle_host_, *name)) {
    return send_bundle(bundle.get());
  }
  if (!edge_.kept().enter(*site_->plan, *name)) {
    return refuse(404, {Fault::busy, Blame::client, "bundle: too many wait for earlier plans'",
                        Reason::bundle_waiting_max});
  }
  load_bundle(*name);
}

// On a worker thread: it reads the disk, or builds for milliseconds.
void Exchange::load_bundle(const apps::BundleName& name) {
  waits_for_bundle_ = true;
  auto loaded = std::make_shared<std::shared_ptr<const Bundle>>();
  edge_.loop().work(
      [&kept = edge_.kept(), plan = site_->plan, host = bundle_host_, hash = bundle_hash_,
       part = name.part, style = name.style, loaded] {
        *loaded = kept.load(*plan, host, {hash, part, style});
      },
      [&edge = edge_, self = handle_, number = number_, loaded] {
        edge.kept().leave();
        Exchange* exchange = edge.exchange(self);
        if (exchange != nullptr && exchange->number_ == number && exchange->waits_for_bundle_) {
          exchange->send_bundle(loaded->get());
        }
      });
}

void Exchange::send_bundle(const Bundle* bundle) {
  waits_for_bundle_ = false;
  if (bundle == nullptr) {
    return refuse(404, {Fault::not_found, Blame::client, "bundle: none of that name here",
                        Reason::bundle_unknown});
  }
  BundleAnswer answer = bundle_answer(bundle_request_, *bundle, bundle_hash_, edge_.date());
  record_.answered(AnswerKind::bundle, answer.not_modified ? 304 : 200);
  if (!answer.not_modified && shape_.method != http::Method::head) {
    record_.sent(answer.body.size());
  }
  end_request();
  if (!answer.not_modified) return visitor_.answer(std::move(answer.head), answer.body);
  visitor_.respond(std::move(answer.head), AnswerBody::none);
  visitor_.finish();
}

// --- failures

void Exchange::on_response_failed(const Error& error, bool untouched) {
  origin_ = nullptr;
  if (closed_) return;
  if (run_ != nullptr && run_->started) {
    pool_ = nullptr;
    page_error_ = error;
    if (!run_->page.brought_all()) run_->page.end(channel::BodyEnding::failed);
    return edge_.cells().touch(*run_);
  }
  if (untouched && !tried_again_ && is_safe_to_repeat(shape_.method) && !shape_.has_body) {
    tried_again_ = true;
    edge_.telemetry().counters.add(Counter::origin_retries);
    return pool_->acquire(*this, http::Reuse::fresh);
  }
  pool_ = nullptr;
  if (!visitor_.answer_begun()) return answer_error(status_for(error), error);
  note_failure(error, 0);
  log_failure(error, 0);
  end_request();
  visitor_.abort();
}

void Exchange::body_failed(const Error& error) {
  if (origin_ != nullptr) std::exchange(origin_, nullptr)->cancel();
  on_response_failed(error, false);
}

void Exchange::on_refused(const http::HeadError& error) {
  if (!record_.running()) {  // else it is about the body of the request under way
    edge_.next_request_id(id_);
    error_form_ = ErrorForm::html;
    record_.begin_refused();
  }
  leave_origin();
  answer_error(error.status, error.error);
}

void Exchange::on_abort(const Error& error) {
  Error gone = error;
  if (gone.reason == Reason::other) gone.reason = Reason::visitor_gone;
  if (record_.running()) {
    note_failure(gone, 0);
    if ((origin_ != nullptr && !visitor_.answer_begun()) || gone.fault == Fault::timed_out) {
      log_failure(gone, 0);
    }
  }
  waits_for_bundle_ = false;
  leave_origin();
  end_request();
}

void Exchange::leave_origin() {
  if (origin_ != nullptr) std::exchange(origin_, nullptr)->cancel();
  if (pool_ != nullptr) std::exchange(pool_, nullptr)->withdraw(*this);
}

void Exchange::answer_error(uint16_t status, const Error& error) {
  log_failure(error, status);
  refuse(status, error);
}

// For what anybody can cause as often as he likes: counted, and not logged.
void Exchange::refuse(uint16_t status, const Error& error) {
  note_failure(error, status);
  send_page(status);
}

void Exchange::send_page(uint16_t status) {
  ErrorPage page = error_page(status, id_, edge_.date(), error_form_);
  record_.answered(AnswerKind::error, status);
  if (shape_.method != http::Method::head) record_.sent(page.body.size());
  end_request();
  visitor_.answer(std::move(page.head), page.body);
}

void Exchange::note_failure(const Error& error, uint16_t status) {
  record_.failed(error.reason);
  edge_.telemetry().counters.refused({.at = edge_.clock().wall(),
                                      .reason = error.reason,
                                      .status = status,
                                      .request_id = id_,
                                      .host = record_.host(),
                                      .detail = error.detail});
}

void Exchange::log_failure(const Error& error, uint16_t status) const {
  edge_.log().write(error.blame == Blame::client ? Level::info : Level::warn, "exchange.failed",
                    {{"request", id_},
                     {"status", status},
                     {"reason", reason_name(error.reason)},
                     {"detail", error.detail}});
}

void Exchange::end_request() {
  close_scripts();
  if (record_.running()) {
    if (body_.tag_forbidden()) tell_refused_tag();
    if (body_.missed_inserts().any()) tell_missed_inserts();
    record_.added(body_.added());
    std::vector<std::string> apps;
    if (edge_.telemetry().access != nullptr) apps = apps_of(page_plan_);
    record_.end(id_, peer_.address, apps);
  }
  body_.end();
  policy_.reset();
  continue_wait_.reset();
  if (request_head_.capacity() > kKeptHeadBytes) std::string().swap(request_head_);
}

void Exchange::on_closed() {
  closed_ = true;
  leave_origin();
  end_request();
  edge_.destroy(*this);
}

}  // namespace inlay
