#include "cli/status_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <initializer_list>

namespace inlay::cli {
namespace {

using apps::Json;

constexpr size_t kLabelWidth = 13;

const Json& at(const Json& object, std::string_view key) {
  static const Json kNothing;
  const Json* found = object.find(key);
  return found == nullptr ? kNothing : *found;
}

double number(const Json& object, std::string_view key) { return at(object, key).as_number(); }

std::string text(const Json& object, std::string_view key) { return at(object, key).as_string(); }

// 1234567 → "1 234 567"
std::string grouped(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.0f", value);
  const std::string_view all(digits);
  std::string out;
  for (size_t i = 0; i < all.size(); i++) {
    if (i > 0 && (all.size() - i) % 3 == 0) out += ' ';
    out += all[i];
  }
  return out;
}

std::string plural(double count, const std::string& one, const std::string& many) {
  return grouped(count) + " " + (count == 1 ? one : many);
}

std::string bytes(double value) {
  const char* units[] = {"bytes", "KB", "MB", "GB", "TB"};
  size_t unit = 0;
  for (; value >= 1000 && unit < 4; unit++) value /= 1000;
  char out[32];
  std::snprintf(out, sizeof out, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value,
                units[unit]);
  return out;
}

std::string micros(double us) {
  char out[32];
  if (us < 1000) {
    std::snprintf(out, sizeof out, "%.0f µs", us);
  } else if (us < 1'000'000) {
    std::snprintf(out, sizeof out, "%.*f ms", us < 10'000 ? 1 : 0, us / 1000);
  } else {
    std::snprintf(out, sizeof out, "%.1f s", us / 1'000'000);
  }
  return out;
}

std::string duration(double seconds) {
  const auto minutes = std::floor(seconds / 60);
  if (seconds < 60) return plural(seconds, "second", "seconds");
  if (minutes < 60) return plural(minutes, "minute", "minutes");
  const auto hours = std::floor(minutes / 60);
  if (hours < 48) return grouped(hours) + " h " + grouped(minutes - hours * 60) + " min";
  return plural(std::floor(hours / 24), "day", "days");
}

// "2026-11-24T14:10:23.038Z" → "2026-11-24 14:10:23"
std::string moment(const std::string& time) {
  std::string out = time.substr(0, 19);
  std::replace(out.begin(), out.end(), 'T', ' ');
  return out;
}

class Page {
 public:
  void line(std::string_view label, const std::string& value) {
    out_.append("  ").append(label);
    out_.append(label.size() < kLabelWidth ? kLabelWidth - label.size() : 1, ' ');
    out_.append(value).append("\n");
  }
  void heading(const std::string& words) { out_.append("\n").append(words).append("\n"); }
  void raw(const std::string& words) { out_.append(words).append("\n"); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void add_head(Page& page, const Json& status) {
  const Json& edge = at(status, "edge");
  const std::string state = text(edge, "state");
  page.raw("Inlay " + text(status, "program") + ", " +
           (state == "serving" ? "serving" : "NOT SERVING") + ", up for " +
           duration(number(status, "uptime_s")));
  const Json& reload = at(status, "last_reload");
  if (reload.is_null() || at(reload, "ok").as_boolean()) return;
  page.heading("The last reload was refused, " + moment(text(reload, "time")) +
               " UTC; the configuration before it holds:");
  const auto& problems = at(reload, "problems").items();
  for (const Json& problem : problems) page.raw("  " + problem.as_string());
  const double more = number(reload, "problems_count") - static_cast<double>(problems.size());
  if (more > 0) page.raw("  … and " + plural(more, "more", "more"));
}

// Nothing where no app has a script for them.
void add_cells(Page& page, const Json& cells) {
  const double failures = number(cells, "start_failures");
  if (number(cells, "starts") + failures == 0) return;
  std::string about = grouped(number(cells, "taken")) + " taken, " +
                      plural(number(cells, "spares"), "spare", "spares") + ", " +
                      grouped(number(cells, "max")) + " at most, " +
                      plural(number(cells, "starts"), "start", "starts") + ", " +
                      plural(number(cells, "deaths"), "death", "deaths") + ", " +
                      plural(number(cells, "kills"), "kill", "kills");
  if (failures > 0) about += ", " + plural(failures, "failed start", "failed starts");
  page.line("cells", about);
  if (!at(cells, "walls").is_null()) page.line("walls", text(cells, "walls"));
}

void add_processes(Page& page, const Json& status) {
  const Json& edge = at(status, "edge");
  page.heading("Processes");
  for (const Json& listener : at(status, "listeners").items()) {
    page.line("listens at", "http://" + text(listener, "bound"));
  }
  page.line("supervisor", "pid " + at(status, "pid").number_source());
  std::string about = text(edge, "state");
  if (!at(edge, "pid").is_null()) about += ", pid " + at(edge, "pid").number_source();
  about += ", " + plural(number(edge, "loops"), "loop", "loops") + ", " +
           plural(number(edge, "starts"), "start", "starts") + ", " +
           plural(number(edge, "deaths"), "death", "deaths");
  page.line("edge", about);
  add_cells(page, at(status, "cells"));
  page.line("state folder", text(status, "state"));
}

void add_traffic(Page& page, const Json& status) {
  const Json& counters = at(status, "counters");
  auto count = [&](std::string_view key) { return number(counters, key); };
  const double requests = count("requests_relay") + count("requests_page") +
                          count("requests_bundle") + count("requests_error") +
                          count("requests_tunnel");
  page.heading("Traffic since the start");
  page.line("requests", grouped(requests) + ", now running " + grouped(count("requests_running")));
  page.line("", plural(count("requests_page"), "page", "pages") + " with apps, " +
                    grouped(count("requests_relay")) + " passed on, " +
                    plural(count("requests_bundle"), "bundle", "bundles") + ", " +
                    grouped(count("requests_error")) + " refused or failed");
  page.line("answers", grouped(count("answers_2xx")) + " of 2xx, " + grouped(count("answers_3xx")) +
                           " of 3xx, " + grouped(count("answers_4xx")) + " of 4xx, " +
                           grouped(count("answers_5xx")) + " of 5xx, " +
                           grouped(count("answers_cut")) + " cut");
  page.line("bytes", bytes(count("bytes_to_visitors")) + " sent, " +
                         bytes(count("bytes_from_visitors")) + " received, " +
                         bytes(count("bytes_added")) + " put into pages");
  page.line("connections", grouped(count("visitor_connections_open")) + " of visitors, " +
                               grouped(count("origin_connections_open")) + " to origins");
  for (auto [label, key] :
       {std::pair("whole answer", "request_seconds"), std::pair("edge's part", "edge_seconds")}) {
    const Json& times = at(at(status, "times"), key);
    if (number(times, "count") == 0) continue;
    page.line(label, "half within " + micros(number(times, "p50_us_max")) + ", 99 % within " +
                         micros(number(times, "p99_us_max")));
  }
}

void add_refusals(Page& page, const Json& status) {
  std::vector<std::pair<double, std::string>> reasons;
  for (const auto& [name, value, key_at] : at(status, "refused").members()) {
    reasons.emplace_back(value.as_number(), name);
  }
  if (reasons.empty()) return;
  std::sort(reasons.rbegin(), reasons.rend());
  page.heading("Refused, cut or failed");
  for (const auto& [count, name] : reasons) page.line(grouped(count), name);
  page.heading("The last of them");
  const auto& recent = at(status, "recent_refusals").items();
  for (size_t i = 0; i < std::min(recent.size(), kRefusalsShown); i++) {
    const Json& one = recent[i];
    std::string line = "  " + moment(text(one, "time")) + "  " + text(one, "reason");
    if (number(one, "status") != 0) line += " " + at(one, "status").number_source();
    if (!text(one, "host").empty()) line += "  " + text(one, "host");
    if (!text(one, "request").empty()) line += "  request " + text(one, "request");
    page.raw(line);
    page.raw("    " + text(one, "detail"));
  }
}

void add_sites(Page& page, const Json& status) {
  const auto& sites = at(status, "sites").items();
  page.heading(plural(number(status, "sites_count"), "site", "sites"));
  for (const Json& site : sites) {
    std::vector<std::string> hosts;
    for (const Json& host : at(site, "hosts").items()) hosts.push_back(host.as_string());
    std::string line = hosts.empty() ? "every host" : hosts.front();
    if (hosts.size() > 1) line += " and " + plural(double(hosts.size() - 1), "more", "more");
    const auto installs = at(site, "installs").items().size();
    line += ": " + plural(double(installs), "app", "apps");
    if (!at(site, "since").is_null()) line += " since " + moment(text(site, "since"));
    page.raw("  " + line);
  }
  const double more = number(status, "sites_count") - static_cast<double>(sites.size());
  if (more > 0) page.raw("  … and " + grouped(more) + " more, in --json");
}

void add_rest(Page& page, const Json& status) {
  const Json& access = at(status, "access_log");
  const Json& kept = at(status, "kept_bundles");
  const Json& reloads = at(status, "reloads");
  page.heading("And");
  page.line("reloads", grouped(number(reloads, "done")) + " done, " +
                           grouped(number(reloads, "refused")) + " refused" +
                           (at(reloads, "running").as_boolean() ? ", one is running" : ""));
  page.line("access log", at(access, "path").is_null()
                              ? "off"
                              : text(access, "path") + ", " + grouped(number(access, "lines")) +
                                    " lines, " + grouped(number(access, "dropped")) + " dropped");
  page.line("kept bundles", "of " + plural(number(kept, "plans"), "plan", "plans") + ", " +
                                bytes(number(kept, "bytes")) + " of disk");
}

}  // namespace

std::string status_text(const Json& status) {
  Page page;
  add_head(page, status);
  add_processes(page, status);
  add_traffic(page, status);
  add_refusals(page, status);
  add_sites(page, status);
  add_rest(page, status);
  return page.take();
}

}  // namespace inlay::cli
