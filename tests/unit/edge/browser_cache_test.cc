// Browsers and caches that revalidate what they hold, an origin that answers as RFC 9110 says, and
// plans that come, change and go between: what is shown must always be what plan and origin say.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "edge/origin_request.h"
#include "edge/visitor_response.h"
#include "heads.h"
#include "http_messages/http_date.h"

namespace inlay {
namespace {

using http::FieldId;
using std::chrono::seconds;
using std::chrono::sys_seconds;

std::string value_of(const http::FieldList& fields, FieldId id) {
  const http::Field* field = fields.find(id);
  return field == nullptr ? std::string() : std::string(field->value);
}

std::string strong(std::string tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; }

std::string date(sys_seconds when) {
  std::string out;
  http::append_date(out, when);
  return out;
}

enum class Kind { page, untouched_page, image };
enum class Tags { none, strong, weak, malformed };

// One thing at the origin. Its dates are honest: it says when it changed.
struct Resource {
  Kind kind = Kind::page;
  Tags tags = Tags::none;
  bool dated = false;
  bool dates_must_match = false;  // nginx compares for equality, others for order
  int version = 0;
  sys_seconds modified{};

  std::string etag() const {
    const std::string text = "v," + std::to_string(version);
    switch (tags) {
      case Tags::none:
        return "";
      case Tags::strong:
        return "\"" + text + "\"";
      case Tags::weak:
        return "W/\"" + text + "\"";
      case Tags::malformed:
        return "v" + std::to_string(version);
    }
    return "";
  }

  // RFC 9110 13.2.2.
  bool not_modified(const http::FieldList& asked, sys_seconds now) const {
    bool matches = false;
    if (asked.has(FieldId::if_none_match)) {
      asked.find_all(FieldId::if_none_match, [&](std::string_view value) {
        for (EntityTagReader list(value); auto member = list.next();) {
          matches = matches || strong(std::string(member->text)) == strong(etag());
        }
      });
      return matches && tags != Tags::none;
    }
    const auto since = http::parse_date(value_of(asked, FieldId::if_modified_since), now);
    if (!since || !dated) return false;
    return dates_must_match ? *since == modified : *since >= modified;
  }

  std::string validators() const {
    std::string out;
    if (tags != Tags::none) out += "ETag: " + etag() + "\n";
    if (dated) out += "Last-Modified: " + date(modified) + "\n";
    return out;
  }
};

struct Plan {
  std::string mark;
  sys_seconds since{};
  int number = 0;
};

struct Answer {
  int status = 0;
  std::string etag;
  std::string last_modified;
  std::string body;
};

// The edge between a visitor's request and the resource.
Answer through_edge(const Resource& resource, const Plan& plan, const std::string& fields,
                    bool coded, sys_seconds now) {
  const Request visitors(fields);
  OriginRequest how;
  how.host = "a.example";
  how.page = page_request(visitors.head);
  how.plan = {plan.mark, plan.since};
  how.way = {"192.0.2.1", false, "http", "me"};
  how.now = now;
  std::string asked_bytes;
  const SentValidators sent = append_origin_request(asked_bytes, visitors.head, how);
  http::RequestHead asked;
  CHECK(http::parse_request_head(asked_bytes, http::HeadLimits{}, asked));

  const bool held = resource.not_modified(asked.fields, now);
  const Response origins(resource.validators(),
                         held ? "HTTP/1.1 304 Not Modified\n" : "HTTP/1.1 200 OK\n");
  VisitorHead answer;
  answer.plan = how.plan;
  answer.now = now;
  answer.node = "me";
  const bool changed = !held && resource.kind == Kind::page && how.plan.changes_pages();
  if (changed) answer.change = AnswerChange::page;
  if (changed && coded) answer.coded_here = http::Coding::gzip;
  if (held && sent.of_plan) answer.change = AnswerChange::not_modified;
  answer.weak = sent.weak;
  std::string bytes;
  append_visitor_head(bytes, origins.head, answer);
  bytes += "\r\n";
  http::ResponseHead head;
  CHECK(http::parse_response_head(bytes, http::HeadLimits{}, http::Method::get, head));
  std::string body = "version " + std::to_string(resource.version);
  if (changed) body += " with " + plan.mark;
  return {head.status, value_of(head.fields, FieldId::etag),
          value_of(head.fields, FieldId::last_modified), held ? "" : body};
}

// What a cache holds of one resource: the newest first.
struct Stored {
  std::string etag;
  std::string last_modified;
  std::string body;
  int plan = 0;
  int version = 0;
};
using Cache = std::vector<Stored>;

std::string conditions(const Cache& cache) {
  std::string out;
  for (const Stored& stored : cache) {
    if (stored.etag.empty()) continue;
    out += (out.empty() ? "If-None-Match: " : ", ") + stored.etag;
  }
  if (!out.empty()) out += "\n";
  if (!cache.empty() && !cache.front().last_modified.empty()) {
    out += "If-Modified-Since: " + cache.front().last_modified + "\n";
  }
  return out;
}

// The stored answer that a 304 is about (RFC 9111 4.3.4), or nullptr.
Stored* selected(Cache& cache, const Answer& answer) {
  if (cache.empty()) return nullptr;
  if (answer.etag.empty()) return &cache.front();
  for (Stored& stored : cache) {
    if (strong(stored.etag) == strong(answer.etag)) return &stored;
  }
  // Asked by date alone: then it can only be the newest, if that has no tag of its own.
  return cache.front().etag.empty() ? &cache.front() : nullptr;
}

class World {
 public:
  explicit World(uint32_t seed) : random_(seed) {
    for (Kind kind : {Kind::page, Kind::untouched_page, Kind::image}) {
      for (Tags tags : {Tags::none, Tags::strong, Tags::weak, Tags::malformed}) {
        for (int bits = 0; bits < 4; ++bits) {
          resources_.push_back(
              {kind, tags, (bits & 1) != 0, (bits & 2) != 0, 1, now_ - seconds{9}});
        }
      }
    }
  }

  void step() {
    now_ += seconds(upto(20) == 0 ? upto(200) : upto(2));
    if (pending_ && now_ >= pending_at_) plan_ = *std::exchange(pending_, std::nullopt);
    const int what = upto(99);
    if (what < 3) {
      change_plan();
    } else if (what < 10) {
      change_origin();
    } else {
      visit();
    }
  }

  int not_modified_of_changed_pages() const { return saved_; }

 private:
  int upto(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

  // As the supervisor does it: the new plan's beginning is set, and the edge goes on with the old
  // one for a while.
  void change_plan() {
    if (pending_) return;
    const sys_seconds since = std::max(plan_.since + seconds{1}, now_);
    for (const Resource& resource : resources_) {
      if (resource.modified == since) return;  // see change_origin()
    }
    static constexpr std::array<const char*, 4> kMarks{"", "AAAAAAAAAA", "BBBBBBBBBB",
                                                       "CCCCCCCCCC"};
    const std::string mark = kMarks[static_cast<size_t>(upto(3))];
    if (mark == plan_.mark) return;
    pending_ = Plan{mark, since, plan_.number + 1};
    pending_at_ = now_ + seconds(upto(3) == 0 ? upto(50) : 0);
  }

  // Never in the very second in which a plan begins, where no date can tell (decision 9), nor in
  // one in which somebody was answered, where the origin's own date could not.
  void change_origin() {
    now_ += seconds{1};
    if (now_ == plan_.since || (pending_ && now_ == pending_->since)) return;
    Resource& resource = resources_[static_cast<size_t>(upto(int(resources_.size()) - 1))];
    resource.version++;
    resource.modified = now_;
  }

  void visit() {
    const int which = upto(int(resources_.size()) - 1);
    const int visitor = upto(2);
    const Resource& resource = resources_[static_cast<size_t>(which)];
    Cache& cache = caches_[{visitor, which}];
    const std::string from = resource.kind == Kind::image ? "Sec-Fetch-Dest: image\n"
                             : visitor == 2               ? "Accept: */*\n"
                                                          : "Sec-Fetch-Dest: document\n";
    const std::string asked = conditions(cache);
    const Answer answer = through_edge(resource, plan_, from + asked, visitor == 1, now_);
    const std::string what = "kind " + std::to_string(int(resource.kind)) + ", tags " +
                             std::to_string(int(resource.tags)) + ", dated " +
                             std::to_string(resource.dated) + ", plan '" + plan_.mark + "' since " +
                             date(plan_.since) + ", now " + date(now_) + ", modified " +
                             date(resource.modified) + "\n" + asked + "-> " +
                             std::to_string(answer.status) + " " + answer.etag;

    const bool same = !cache.empty() && cache.front().plan == plan_.number &&
                      cache.front().version == resource.version;
    if (same && must_be_held(resource, cache.front())) {
      EXPECT_EQ(answer.status, 304) << what;
    }
    if (answer.status == 304) {
      Stored* stored = selected(cache, answer);
      ASSERT_NE(stored, nullptr) << "304 about what nobody holds\n" << what;
      if (!answer.etag.empty()) stored->etag = answer.etag;
      if (!answer.last_modified.empty()) stored->last_modified = answer.last_modified;
      stored->plan = plan_.number;
      stored->version = resource.version;
      std::rotate(cache.begin(), cache.begin() + (stored - cache.data()), cache.end());
    } else {
      cache.insert(cache.begin(), {answer.etag, answer.last_modified, answer.body, plan_.number,
                                   resource.version});
      if (cache.size() > 3) cache.pop_back();
    }
    const bool changed = resource.kind == Kind::page && !plan_.mark.empty();
    EXPECT_EQ(cache.front().body, "version " + std::to_string(resource.version) +
                                      (changed ? " with " + plan_.mark : ""))
        << what;
    if (answer.status == 304 && changed) ++saved_;
  }

  // Whether what was stored under this plan, and has not changed since, must not be sent again.
  bool must_be_held(const Resource& resource, const Stored& stored) const {
    const bool tagged = resource.tags == Tags::strong || resource.tags == Tags::weak;
    const bool untouched_here =
        resource.kind == Kind::image || (plan_.mark.empty() && plan_.since == sys_seconds{});
    if (untouched_here) return tagged || resource.dated;
    if (plan_.mark.empty() || resource.kind == Kind::page) {
      if (tagged) return true;
      return !plan_.mark.empty() && resource.tags == Tags::none && !resource.dates_must_match &&
             !stored.last_modified.empty();
    }
    return false;  // a page that the plan leaves alone
  }

  std::mt19937 random_;
  sys_seconds now_{seconds{1700000000}};
  std::vector<Resource> resources_;
  std::map<std::pair<int, int>, Cache> caches_;
  Plan plan_;
  std::optional<Plan> pending_;
  sys_seconds pending_at_{};
  int saved_ = 0;
};

TEST(BrowserCache, shows_what_plan_and_origin_say) {
  for (uint32_t seed = 1; seed <= 20 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    for (int i = 0; i < 5000 && !HasFailure(); ++i) world.step();
    EXPECT_GT(world.not_modified_of_changed_pages(), 100);
  }
}

// One page through an app's life, told in full.
TEST(BrowserCache, keeps_its_tag_through_an_apps_life) {
  const sys_seconds start{seconds{1700000000}};
  Resource page{Kind::page, Tags::strong, true, false, 1, start - std::chrono::days{1}};
  const Plan never;
  const Plan first{"AAAAAAAAAA", start, 1};
  const Plan second{"BBBBBBBBBB", start + seconds{100}, 2};
  const Plan gone{"", start + seconds{200}, 3};
  struct Row {
    const char* name;
    const Plan* plan;
    std::string_view held;
    int status;
    std::string_view etag;
  };
  const Row rows[] = {
      {"before any app", &never, "", 200, "\"v,1\""},
      {"before any app, again", &never, "\"v,1\"", 304, "\"v,1\""},
      {"the app comes", &first, "\"v,1\"", 200, "\"v,1-inlay.AAAAAAAAAA\""},
      {"again", &first, "\"v,1-inlay.AAAAAAAAAA\"", 304, "\"v,1-inlay.AAAAAAAAAA\""},
      {"again, weakly", &first, "W/\"v,1-inlay.AAAAAAAAAA\"", 304, "W/\"v,1-inlay.AAAAAAAAAA\""},
      {"both held", &first, "\"v,1\", \"v,1-inlay.AAAAAAAAAA\"", 304, "\"v,1-inlay.AAAAAAAAAA\""},
      {"the page was another", &first, "\"v,0-inlay.AAAAAAAAAA\"", 200, "\"v,1-inlay.AAAAAAAAAA\""},
      {"the app changes", &second, "\"v,1-inlay.AAAAAAAAAA\"", 200, "\"v,1-inlay.BBBBBBBBBB\""},
      {"and changes back", &first, "\"v,1-inlay.BBBBBBBBBB\", \"v,1-inlay.AAAAAAAAAA\"", 304,
       "\"v,1-inlay.AAAAAAAAAA\""},
      {"the app goes", &gone, "\"v,1-inlay.BBBBBBBBBB\"", 200, "\"v,1\""},
      {"after it", &gone, "\"v,1\"", 304, "\"v,1\""},
  };
  for (const Row& row : rows) {
    const std::string fields =
        "Sec-Fetch-Dest: document\n" +
        (row.held.empty() ? "" : "If-None-Match: " + std::string(row.held) + "\n");
    const Answer answer = through_edge(page, *row.plan, fields, false, start + seconds{300});
    EXPECT_EQ(answer.status, row.status) << row.name;
    EXPECT_EQ(answer.etag, row.etag) << row.name;
  }
}

}  // namespace
}  // namespace inlay
