#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "apps/author_stack.h"
#include "apps/plan.h"
#include "bundling/esbuild.h"
#include "cli/arguments.h"
#include "cli/script_of_verb.h"
#include "cli/script_report.h"
#include "cli/scripted_page.h"
#include "cli/site_arguments.h"
#include "client_runtime.h"
#include "edge/markup.h"
#include "edge/page_plan.h"
#include "edge/script_head.h"
#include "http_messages/media_type.h"
#include "os/fd.h"
#include "os/files.h"
#include "supervisor/site_inputs.h"

namespace inlay::cli {
namespace {

constexpr size_t kReadBytes = 65536;  // as much as the edge reads from an origin at once

struct RewriteOptions {
  std::string file = "-";
  std::string url = "https://example.com/";
  std::string content_type = "text/html; charset=utf-8";
  std::string bundles;
  uint64_t chunk = 0;
  bool strict = false;
};

int failed(const Error& error, int code) {
  std::cerr << "inlay rewrite: " << error.detail << "\n";
  return code;
}

// What of a URL page patterns look at.
Result<std::string_view> path_of(std::string_view url) {
  const size_t host = url.find("://");
  const std::string_view scheme = url.substr(0, std::min(host, url.size()));
  if (host == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return fail(Fault::malformed, Blame::config,
                "--url " + std::string(url) + ": wanted http://HOST/PATH or https://HOST/PATH");
  }
  url.remove_prefix(host + 3);
  url = url.substr(0, url.find_first_of("?#"));
  const size_t path = url.find('/');
  return path == std::string_view::npos ? std::string_view("/") : url.substr(path);
}

// A page on its way: first marked up, then through the scripts of the installs.
struct Page {
  PagePlan plan;
  Markup markup;  // borrows from plan
  std::vector<std::shared_ptr<const EdgeScript>> scripts;
  std::unique_ptr<ScriptedPage> scripted;  // null: no script sees it
};

void show_console(const EdgeScript& script, const channel::LogCall& call) {
  std::string line =
      "app " + script.install + ": console." + std::string(console_name(call.level)) + ":";
  for (const std::string_view piece : call.pieces) line.append(" ").append(piece);
  std::cerr << line << (call.truncated ? " …\n" : "\n");
}

// The first line of the stack, as its author knows the files.
std::string place_in(const EdgeScript& script, std::string_view stack) {
  const auto package = apps::read_edge_package(script.package->bytes);
  stack = stack.substr(0, stack.find('\n'));
  stack.remove_prefix(std::min(stack.find_first_not_of(' '), stack.size()));
  if (!package || stack.empty()) return "";
  return " (" + apps::author_stack(*package, stack) + ")";
}

void show_failure(const EdgeScript& script, std::string_view outcome, std::string_view name,
                  std::string_view message, std::string_view stack) {
  std::string line = "app " + script.install + ": " + std::string(outcome) + ": ";
  line.append(name).append(name.empty() ? "" : ": ").append(message);
  line += place_in(script, stack);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::cerr << line << "\n";
}

void show_unhandled(const EdgeScript& script, const channel::ErrorText& error) {
  show_failure(script, "not handled", error.name, error.message, error.stack);
}

Result<> put_out(std::string_view bytes) { return write_fd(STDOUT_FILENO, bytes); }

PageVisit visit_of(const RewriteOptions& options, const Page& page, const http::ResponseHead& head,
                   std::string_view charset) {
  PageVisit visit{.method = "GET", .url = options.url, .charset = std::string(charset)};
  visit.navigation = true;
  for (const auto& script : page.scripts) visit.cookies = visit.cookies || script->rights.cookies;
  visit.request = {{"accept", "text/html"}};
  visit.response = kept_fields(head.fields);
  return visit;
}

// The page as the edge would see it: a whole answer to a navigation, without any policy.
Result<> begin_page(Page& page, const RewriteOptions& options, const apps::Plan& plan) {
  auto path = path_of(options.url);
  if (!path) return fail(path.error());
  page.plan = page_plan(plan, *path);
  ScriptNumbers numbers;
  for (const apps::ResolvedInstall* install : plan.edge_scripts(*path)) {
    page.scripts.push_back(script_of(*install, numbers));
  }
  std::string text = "HTTP/1.1 200 OK\r\nContent-Type: " + options.content_type + "\r\n\r\n";
  http::ResponseHead head;
  auto parsed = http::parse_response_head(text, {}, http::Method::get, head);
  if (!parsed || head.fields.size() != 1) {
    return fail(Fault::malformed, Blame::config, "--content-type: not a field value");
  }
  const bool may = may_be_marked(head);
  const auto media = http::media_type(options.content_type);
  const std::string_view charset = media ? media->charset : std::string_view();
  if (!may || !page.plan.changes()) {
    page.markup.begin_relay();
  } else {
    page.markup.begin(PageRequest::navigation, charset, page_changes(page.plan, nullptr), {});
  }
  if (!may || page.scripts.empty()) return {};
  page.scripted = std::make_unique<ScriptedPage>(
      plan.site().site_id, page.scripts, visit_of(options, page, head, charset), allowance(),
      ScriptedPage::Events{put_out, show_console, show_unhandled});
  return {};
}

Result<> pass_on(Page& page) {
  for (std::string_view part : page.markup.parts()) {
    auto passed = page.scripted ? page.scripted->bring(part) : put_out(part);
    if (!passed) return passed;
  }
  page.markup.clear_parts();
  return {};
}

Result<> stream(int in, Page& page, uint64_t chunk) {
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    ssize_t got = ::read(in, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Fault::refused, Blame::config, "reading: " + errno_text(errno));
    if (got == 0) break;
    std::string_view bytes(buffer.data(), static_cast<size_t>(got));
    while (!bytes.empty()) {
      std::string_view piece = bytes.substr(0, chunk == 0 ? bytes.size() : chunk);
      page.markup.feed(piece);
      if (auto passed = pass_on(page); !passed) return passed;
      bytes.remove_prefix(piece.size());
    }
  }
  page.markup.finish();
  if (auto passed = pass_on(page); !passed) return passed;
  return page.scripted ? page.scripted->finish() : Result<>();
}

// Whether all scripts did well; a line for each that did not.
bool tell_failures(const Page& page) {
  if (page.scripted == nullptr) return true;
  bool well = page.scripted->whole();
  if (const auto& error = page.scripted->start_error()) {
    std::cerr << "inlay rewrite: " << error->detail << "\n";
  }
  for (size_t i = 0; i < page.scripts.size(); ++i) {
    const ScriptReport& report = page.scripted->reports()[i];
    if (report.outcome == Outcome::ok) continue;
    well = false;
    show_failure(*page.scripts[i], outcome_name(report.outcome), report.error_name,
                 report.message.empty() ? "its cell ended, or had to be killed" : report.message,
                 report.stack);
  }
  return well;
}

Result<> write_bundle(const std::string& path, const std::string& bytes) {
  if (auto made = make_folders(path.substr(0, path.rfind('/'))); !made) return made;
  return write_file_whole(path, bytes);
}

Result<> write_bundles(const apps::Plan& plan, const std::string& folder) {
  using apps::BundlePart;
  for (auto part : {BundlePart::head, BundlePart::body}) {
    if (!plan.has({plan.hash(), part})) continue;
    auto written = write_bundle(folder + plan.bundle_path(part), apps::build_bundle(plan, part));
    if (!written) return written;
  }
  for (uint32_t i = 0; i < plan.styles(); ++i) {
    auto written =
        write_bundle(folder + plan.style_path(i), apps::build_bundle(plan, BundlePart::style, i));
    if (!written) return written;
  }
  return {};
}

// Whether all inserts were carried out; says what was not.
bool tell_missed(const MissedInserts& missed, size_t left_out) {
  if (left_out > 0) {
    std::cerr << "inlay rewrite: " << left_out << " inserts are more than a page may have\n";
  }
  if (missed.refused > 0) {
    std::cerr << "inlay rewrite: " << missed.refused
              << " contents were left out: they cannot stand where their selector leads\n";
  }
  if (missed.over_limit) {
    std::cerr << "inlay rewrite: over_output: inserts would add more than 1 MiB and 16 bytes for "
                 "each byte of the page; the rest is as it came\n";
  }
  return left_out == 0 && !missed.any();
}

int rewrite(const RewriteOptions& options, const Arguments& arguments) {
  auto apps = site_apps(arguments);
  if (!apps) return failed(apps.error(), kUsage);
  Esbuild bundler;
  SiteLoader loader([](const std::string& line) { std::cerr << line << "\n"; }, &bundler);
  SiteConfig config;
  config.apps = *apps;
  auto site = loader.load(config);
  if (!site) return failed(site.error(), kFailed);
  auto plan = apps::Plan::compile(
      std::move(*site), {.browser_runtime = apps::make_content(std::string(client_runtime()))});

  Fd opened;
  if (options.file != "-") opened = Fd(::open(options.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (options.file != "-" && !opened) {
    return failed({Fault::not_found, Blame::config, options.file + ": " + errno_text(errno)},
                  kEnvironment);
  }
  Page page;
  if (auto begun = begin_page(page, options, *plan); !begun) {
    return failed(begun.error(), kUsage);
  }
  if (auto done = stream(opened ? opened.get() : STDIN_FILENO, page, options.chunk); !done) {
    return failed(done.error(), kEnvironment);
  }
  const bool inserted = tell_missed(page.markup.missed_inserts(), plan->inserts_left_out());
  const bool whole = tell_failures(page) && inserted;
  const int done = whole || !options.strict ? kDone : kFailed;
  if (options.bundles.empty()) return done;
  if (auto written = write_bundles(*plan, options.bundles); !written)
    return failed(written.error(), kEnvironment);
  return done;
}

}  // namespace

int run_rewrite(const Arguments& arguments) {
  CLI::App app(
      "Reads HTML and writes it as visitors would get it: with the apps in it.\n\n"
      "  inlay rewrite --app apps/back-to-top page.html\n"
      "  curl -s http://localhost/ | inlay rewrite --app first --options first.json --app second\n",
      "rewrite");
  RewriteOptions options;
  add_site_flags(app);
  app.add_option("--url", options.url, "the page's address")->type_name("URL");
  app.add_option("--chunk", options.chunk,
                 "feed N bytes at a time; the output does not depend on it")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--content-type", options.content_type, "as the origin would send it")
      ->type_name("TYPE");
  app.add_option("--bundles", options.bundles,
                 "also write the scripts that the page's tag loads, below this folder")
      ->type_name("DIR");
  app.add_flag("--strict", options.strict, "exit code 1 if an app failed");
  app.add_option("FILE", options.file, "the page; standard input without it");
  if (auto exit = parse(app, arguments)) return *exit;
  return rewrite(options, arguments);
}

}  // namespace inlay::cli
