#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>

#include "apps/plan.h"
#include "bundling/esbuild.h"
#include "cli/arguments.h"
#include "cli/site_arguments.h"
#include "client_runtime.h"
#include "edge/markup.h"
#include "edge/page_plan.h"
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

// The page as the edge would see it: a whole answer to a navigation, without any policy. `markup`
// borrows from `page`.
Result<> begin_page(Markup& markup, PagePlan& page, const RewriteOptions& options,
                    const apps::Plan& plan) {
  auto path = path_of(options.url);
  if (!path) return fail(path.error());
  page = page_plan(plan, *path);
  std::string text = "HTTP/1.1 200 OK\r\nContent-Type: " + options.content_type + "\r\n\r\n";
  http::ResponseHead head;
  auto parsed = http::parse_response_head(text, {}, http::Method::get, head);
  if (!parsed || head.fields.size() != 1) {
    return fail(Fault::malformed, Blame::config, "--content-type: not a field value");
  }
  bool mark = page.changes() && may_be_marked(head);
  auto media = http::media_type(options.content_type);
  if (!mark) {
    markup.begin_relay();
  } else {
    markup.begin(PageRequest::navigation, media ? media->charset : std::string_view(),
                 page_changes(page, nullptr), {});
  }
  return {};
}

Result<> write_out(Markup& markup) {
  for (std::string_view part : markup.parts()) {
    if (auto put = write_fd(STDOUT_FILENO, part); !put) return put;
  }
  markup.clear_parts();
  return {};
}

Result<> stream(int in, Markup& markup, uint64_t chunk) {
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    ssize_t got = ::read(in, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Fault::refused, Blame::config, "reading: " + errno_text(errno));
    if (got == 0) break;
    std::string_view bytes(buffer.data(), static_cast<size_t>(got));
    while (!bytes.empty()) {
      std::string_view piece = bytes.substr(0, chunk == 0 ? bytes.size() : chunk);
      markup.feed(piece);
      if (auto put = write_out(markup); !put) return put;
      bytes.remove_prefix(piece.size());
    }
  }
  markup.finish();
  return write_out(markup);
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
  PagePlan page;
  Markup markup;
  if (auto begun = begin_page(markup, page, options, *plan); !begun) {
    return failed(begun.error(), kUsage);
  }
  if (auto done = stream(opened ? opened.get() : STDIN_FILENO, markup, options.chunk); !done) {
    return failed(done.error(), kEnvironment);
  }
  const bool whole = tell_missed(markup.missed_inserts(), plan->inserts_left_out());
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
