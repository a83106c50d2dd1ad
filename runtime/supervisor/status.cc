#include "supervisor/status.h"

#include <algorithm>
#include <charconv>

#include "apps/json.h"
#include "apps/utf8.h"
#include "telemetry/json_line.h"
#include "telemetry/metrics.h"

namespace inlay {
namespace {

using apps::Json;
using Members = std::vector<Json::Member>;

// What a visitor or a file system gave may be no UTF-8: then each byte counts as Latin-1.
Json text(std::string_view bytes) {
  if (apps::valid_utf8(bytes) == bytes.size()) return Json::string(std::string(bytes));
  std::string utf8;
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0 | byte >> 6);
      utf8 += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return Json::string(std::move(utf8));
}

Json number(uint64_t value) { return Json::number(std::to_string(value)); }

Json texts(const std::vector<std::string>& values) {
  std::vector<Json> items;
  for (const std::string& value : values) items.push_back(text(value));
  return Json::array(std::move(items));
}

Json text_or_null(std::string_view value) { return value.empty() ? Json() : text(value); }

Clock::Wall unix_time(int64_t seconds) { return Clock::Wall(std::chrono::seconds(seconds)); }

int64_t seconds_between(Clock::Wall from, Clock::Wall to) {
  return std::chrono::duration_cast<std::chrono::seconds>(to - from).count();
}

Json site_json(const SiteSummary& site) {
  std::vector<Json> installs;
  for (const SiteSummary::Install& install : site.installs) {
    installs.push_back(Json::object({{"id", text(install.id)}, {"app_id", text(install.app_id)}}));
  }
  const bool changed = site.since != 0;
  return Json::object(
      {{"hosts", texts(site.hosts)},
       {"site_id", text(site.site_id)},
       {"origins", texts(site.origins)},
       {"plan", text_or_null(site.plan)},
       {"since", changed ? text(time_text(unix_time(static_cast<int64_t>(site.since)))) : Json()},
       {"installs", Json::array(std::move(installs))}});
}

size_t names_bytes(const SiteSummary& site) {
  size_t bytes = 256;
  for (const std::string& host : site.hosts) bytes += host.size() + 3;
  for (const std::string& origin : site.origins) bytes += origin.size() + 3;
  for (const auto& install : site.installs) bytes += install.id.size() + install.app_id.size() + 24;
  return bytes;
}

void add_sites(Members& members, const std::vector<SiteSummary>& sites, const SitePage& page) {
  std::vector<Json> shown;
  size_t at = std::min(page.from, sites.size());
  const size_t end = at + std::min({page.sites, kStatusSitesMax, sites.size() - at});
  for (size_t bytes = 0; at < end && bytes < kStatusSiteBytesMax; at++) {
    bytes += names_bytes(sites[at]);
    shown.push_back(site_json(sites[at]));
  }
  members.push_back({"sites", Json::array(std::move(shown))});
  members.push_back({"sites_count", number(sites.size())});
  members.push_back({"sites_next", at < sites.size() ? number(at) : Json()});
}

Json edge_json(const Status& status) {
  return Json::object(
      {{"pid", status.edge_pid == 0 ? Json() : number(static_cast<uint64_t>(status.edge_pid))},
       {"state", text(status.edge_state)},
       {"generation", number(status.edge_generation)},
       {"loops", number(status.edge_loops)},
       {"starts", number(status.edge_starts)},
       {"deaths", number(status.edge_deaths)}});
}

Json cells_json(const CellCounts& cells, const CounterValues& values) {
  return Json::object({{"max", number(cells.max)},
                       {"living", number(cells.living())},
                       {"starting", number(cells.starting)},
                       {"spares", number(cells.spares)},
                       {"taken", number(cells.taken)},
                       {"starts", number(cells.starts)},
                       {"start_failures", number(cells.start_failures)},
                       {"deaths", number(cells.deaths)},
                       {"kills", number(cells.kills)},
                       {"refused", number(cells.refused)},
                       {"retained_bytes", Json::number(values[Gauge::retained_bytes])},
                       {"walls", text_or_null(cells.walls)}});
}

Json listeners_json(const Status& status) {
  std::vector<Json> items;
  for (const Status::ListenerStatus& listener : status.listeners) {
    items.push_back(
        Json::object({{"address", text(listener.address)}, {"bound", text(listener.bound)}}));
  }
  return Json::array(std::move(items));
}

Json counters_json(const CounterValues& values) {
  Members members;
  for (const CounterRow& row : counter_rows()) {
    members.push_back({std::string(row.key), number(values[row.counter])});
  }
  for (const GaugeRow& row : gauge_rows()) {
    members.push_back({std::string(row.key), Json::number(values[row.gauge])});
  }
  return Json::object(std::move(members));
}

// Only what has happened: the whole list stands in the documentation.
Json refused_json(const CounterValues& values) {
  Members members;
  for (const ReasonRow& row : kReasons) {
    if (values[row.reason] == 0) continue;
    members.push_back({std::string(row.name), number(values[row.reason])});
  }
  return Json::object(std::move(members));
}

// Likewise.
Json outcomes_json(const CounterValues& values) {
  Members members;
  for (const OutcomeRow& row : kOutcomes) {
    if (values[row.outcome] == 0) continue;
    members.push_back({std::string(row.name), number(values[row.outcome])});
  }
  return Json::object(std::move(members));
}

Json recent_json(const std::vector<KeptRefusal>& refusals) {
  std::vector<Json> items;
  for (const KeptRefusal& refusal : refusals) {
    const Clock::Wall at{std::chrono::milliseconds(refusal.at_ms)};
    items.push_back(Json::object({{"time", text(time_text(at))},
                                  {"reason", text(reason_name(refusal.reason))},
                                  {"status", number(refusal.status)},
                                  {"request", text(refusal.request_id)},
                                  {"host", text(refusal.host)},
                                  {"detail", text(refusal.detail)}}));
  }
  return Json::array(std::move(items));
}

Json reload_json(const LastReload* reload) {
  if (reload == nullptr) return Json();
  return Json::object({{"time", text(time_text(reload->at))},
                       {"ok", Json::boolean(reload->done)},
                       {"problems", texts(reload->problems)},
                       {"problems_count", number(reload->problems_count)}});
}

// Milliseconds of the answers' and the edge's own time that half, and 99 of 100, stay below: the
// limit of the bucket.
Json times_json(const CounterValues& values) {
  Members members;
  for (const HistogramRow& row : histogram_rows()) {
    const auto& distribution = values.histograms[static_cast<size_t>(row.histogram)];
    members.push_back(
        {std::string(row.metric),
         Json::object({{"count", number(distribution.count())},
                       {"p50_us_max", number(distribution.quantile_limit_us(0.5))},
                       {"p99_us_max", number(distribution.quantile_limit_us(0.99))}})});
  }
  return Json::object(std::move(members));
}

}  // namespace

SitePage site_page(std::string_view query) {
  SitePage page;
  if (query.starts_with('?')) query.remove_prefix(1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    size_t parsed = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (value.empty() || error != std::errc() || end != value.data() + value.size()) continue;
    if (name == "sites") page.sites = parsed;
    if (name == "from") page.from = parsed;
  }
  return page;
}

std::string status_json(const Status& status, const SitePage& page) {
  Members members{{"version", number(kStatusVersion)},
                  {"program", text(status.program)},
                  {"pid", number(static_cast<uint64_t>(status.pid))},
                  {"started", text(time_text(status.started))},
                  {"uptime_s", Json::number(seconds_between(status.started, status.now))},
                  {"state", text(status.state_folder)},
                  {"edge", edge_json(status)},
                  {"scripts", outcomes_json(status.counters)},
                  {"cells", cells_json(status.cells, status.counters)},
                  {"listeners", listeners_json(status)},
                  {"counters", counters_json(status.counters)},
                  {"times", times_json(status.counters)},
                  {"refused", refused_json(status.counters)},
                  {"recent_refusals", recent_json(status.refusals)},
                  {"last_reload", reload_json(status.last_reload)},
                  {"reloads", Json::object({{"done", number(status.reloads_done)},
                                            {"refused", number(status.reloads_refused)},
                                            {"running", Json::boolean(status.reloading)}})},
                  {"kept_bundles", Json::object({{"plans", number(status.kept_plans)},
                                                 {"bytes", number(status.kept_bytes)}})},
                  {"access_log",
                   Json::object({{"path", text_or_null(status.access_log)},
                                 {"lines", number(status.counters[Counter::access_lines])},
                                 {"dropped", number(status.counters[Counter::access_dropped])}})}};
  add_sites(members, *status.sites, page);
  return apps::write_json(Json::object(std::move(members))) + "\n";
}

// What leaves is no cell that a page could have, but a process still.
void add_cells(PrometheusText& out, const CellCounts& cells) {
  auto real = [](uint64_t value) { return static_cast<double>(value); };
  out.add("cells", "gauge", "Cells.", real(cells.starting), "state=\"starting\"");
  out.add("cells", "gauge", "", real(cells.spares), "state=\"spare\"");
  out.add("cells", "gauge", "", real(cells.taken), "state=\"taken\"");
  out.add("cells", "gauge", "", real(cells.leaving), "state=\"leaving\"");
  out.add("cells_max", "gauge", "Cells there may be.", real(cells.max));
  out.add("cell_starts_total", "counter", "Cells started.", real(cells.starts));
  out.add("cell_start_failures_total", "counter", "Cells that could not start.",
          real(cells.start_failures));
  out.add("cell_deaths_total", "counter", "Cells that ended unasked.", real(cells.deaths));
  out.add("cell_kills_total", "counter", "Cells killed on an edge's word.", real(cells.kills));
  out.add("cells_refused_total", "counter", "Cells that an edge asked for in vain.",
          real(cells.refused));
}

std::string status_metrics(const Status& status) {
  PrometheusText out;
  auto real = [](auto value) { return static_cast<double>(value); };
  out.add("build_info", "gauge", "The program's version.", 1,
          "version=\"" + std::string(status.program) + "\"");
  out.add("start_time_seconds", "gauge", "When the supervisor started, Unix time.",
          real(seconds_between(Clock::Wall(), status.started)));
  out.add("edge_up", "gauge", "Whether an edge serves.", status.edge_state == "serving" ? 1 : 0);
  out.add("edge_starts_total", "counter", "Edges started.", real(status.edge_starts));
  out.add("edge_deaths_total", "counter", "Edges that ended unasked.", real(status.edge_deaths));
  add_cells(out, status.cells);
  out.add("reloads_total", "counter", "Reloads.", real(status.reloads_done), "result=\"done\"");
  out.add("reloads_total", "counter", "", real(status.reloads_refused), "result=\"refused\"");
  out.add("sites", "gauge", "Sites configured.", real(status.sites->size()));
  out.add("kept_plans", "gauge", "Plans whose bundles are kept.", real(status.kept_plans));
  out.add("kept_bytes", "gauge", "Disk that kept bundles take.", real(status.kept_bytes));
  out.add(status.counters);
  return out.take();
}

}  // namespace inlay
