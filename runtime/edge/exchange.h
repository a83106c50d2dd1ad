// One visitor's connection at the edge: takes each of its requests through the phases
//   accept → parse → site → plan → origin → decode → mark up → cell → encode → write
// and answers for it when something goes wrong on the way.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "edge/bundle_answer.h"
#include "edge/error_page.h"
#include "edge/page_body.h"
#include "edge/page_plan.h"
#include "edge/page_policy.h"
#include "edge/page_request.h"
#include "edge/page_run.h"
#include "edge/page_validators.h"
#include "edge/request_record.h"
#include "edge/site_table.h"
#include "edge/visitor_response.h"
#include "http/client_connection.h"
#include "http/client_pool.h"
#include "http/server_connection.h"

namespace inlay {

class EdgeLoop;

// The one protocol that may be switched to: what others carry, nobody behind us would look at.
inline constexpr std::string_view kWebSocket = "websocket";

// Who is at the other end of a visitor's connection.
struct Peer {
  std::string address;   // IP, without port
  bool trusted = false;  // a proxy of the operator's
};

// Owned by its EdgeLoop until on_closed. One request at a time; members describe the current one.
class Exchange final : private http::ServerHandler,
                       private http::ClientHandler,
                       private PageListener {
 public:
  Exchange(EdgeLoop& edge, uint64_t handle, std::unique_ptr<TcpStream> stream, Peer peer);

  uint64_t handle() const { return handle_; }
  void start() { visitor_.start(); }
  // No further request; closes when the current one is answered.
  void drain() { visitor_.drain(); }

 private:
  // from the visitor
  void on_request(const http::RequestHead& head) override;
  void on_refused(const http::HeadError& error) override;
  void on_body(std::string_view bytes) override;
  void on_body_end() override;
  void on_writable() override;
  void on_abort(const Error& error) override;
  void on_closed() override;
  // from the origin (exchange_answer.cc)
  void on_connection(http::ClientConnection& connection) override;
  void on_interim(const http::ResponseHead& head) override;
  void on_response(const http::ResponseHead& head) override;
  void on_switched(const http::ResponseHead& head) override;
  void on_response_data(std::string_view bytes) override;
  void on_response_flush(http::Batch batch) override;
  void on_response_end() override;
  void on_response_failed(const Error& error, bool untouched) override;
  void on_request_writable() override;

  // from the cell (exchange_scripts.cc)
  void on_scripts() override;

  void begin(const http::RequestHead& head);
  void ask_origin(const http::RequestHead& head);
  void serve_bundle(const http::RequestHead& head);
  void load_bundle(const apps::BundleName& name);
  void send_bundle(const Bundle* bundle);
  void send_request();
  void say_continue();

  // How the answer on its way may be changed.
  struct PageChance {
    bool marked = false;   // by the plan
    bool encoded = false;  // by the edge, whether marked or not
    http::Coding from = http::Coding::identity;
    http::Coding to = http::Coding::identity;
  };
  PageChance page_chance(const http::ResponseHead& head) const;
  void begin_body(const http::ResponseHead& head);
  void begin_headless_body(const http::ResponseHead& head, const PageChance& chance);
  void append_head(std::string& out, const http::ResponseHead& head, AnswerChange change,
                   const PageChance& chance) const;
  AnswerChange page_change() const;
  PlanFacts plan_facts() const;
  void tell_refused_tag();
  void tell_inserts_left_out();
  void tell_missed_inserts();
  void keep_for_scripts(const http::RequestHead& head);
  void open_scripts(const http::ResponseHead& head, const PageChance& chance);
  void bring_to_scripts(http::Batch batch);
  bool leave_scripts();
  void begin_scripted_answer(bool last);
  void scripts_failed();
  void close_scripts();
  void pass_through_tunnel();
  void visitor_left();
  void begin_answer(http::Batch batch);
  http::AnswerBody answer_body(http::Batch batch, uint64_t& length);
  void tell_problem();
  void body_failed(const Error& error);

  void answer_error(uint16_t status, const Error& error);
  void refuse(uint16_t status, const Error& error);
  void send_page(uint16_t status);
  void leave_origin();
  void note_failure(const Error& error, uint16_t status);
  void log_failure(const Error& error, uint16_t status) const;
  void end_request();

  EdgeLoop& edge_;
  uint64_t handle_;  // what its EdgeLoop calls it
  Peer peer_;
  http::ServerConnection visitor_;

  // The request.
  std::string id_;
  std::shared_ptr<const SiteTable>
      table_;  // keeps site_ while the exchange lasts, also over a reload
  const Site* site_ = nullptr;
  PageRequest page_ = PageRequest::no;
  PagePlan page_plan_;   // borrows from site_
  PageAddress address_;  // where its policy applies, if the plan changes it
  ErrorForm error_form_ = ErrorForm::html;
  std::chrono::sys_seconds now_{};  // when it was given its plan
  http::RequestShape shape_;
  http::Coding offered_ = http::Coding::identity;  // what the edge would encode in, where it does
  std::string request_head_;  // as it goes to the origin; kept for a second try
  SentValidators sent_;
  bool expects_continue_ = false;
  std::optional<Timer> continue_wait_;  // while the origin may still say whether it wants the body
  bool request_body_ended_ = false;
  bool tried_again_ = false;
  std::string early_body_;  // what came before the origin's connection was there
  BundleRequest bundle_request_;
  std::string bundle_hash_;
  std::string bundle_host_;
  bool waits_for_bundle_ = false;
  uint64_t number_ = 0;  // of the request on this connection: tells late callbacks that it is over
  RequestRecord record_;

  // The origin's answer.
  http::ClientPool* pool_ = nullptr;  // asked for a connection, or gave origin_
  http::ClientConnection* origin_ = nullptr;
  uint16_t status_ = 0;
  http::Framing response_framing_;
  std::optional<uint64_t> declared_length_;  // of a body that does not follow, if it may be told
  std::string relay_head_;                   // the head if nothing is changed
  std::string marked_head_;                  // the head if the page is
  std::optional<PagePolicy> policy_;         // of a page that may be changed
  PageBody body_;

  // Its way through a cell, on paths with edge scripts.
  std::string script_method_;
  std::string script_url_;
  KeptFields script_request_;        // fields of the request
  PageRun* run_ = nullptr;           // LoopCells'; null: the answer goes without scripts
  std::string scripted_tail_;        // what the edge says in a head that scripts have made
  std::optional<Error> page_error_;  // the page broke off before its end
  bool visitor_holds_ = false;       // until on_writable()
  bool bodiless_ = false;            // the scripts' status has no body

  bool told_problem_ = false;
  bool tunnel_ = false;  // protocols were switched: bytes pass as they are
  bool closed_ = false;
};

}  // namespace inlay
