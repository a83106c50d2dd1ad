#include <unistd.h>

#include <iostream>

#include "apps/json.h"
#include "cli/admin_client.h"
#include "cli/arguments.h"
#include "cli/status_text.h"
#include "os/files.h"

namespace inlay::cli {
namespace {

// Who is not there does not answer: say where it was looked for, and what may help.
int nobody(const std::string& path, const Error& error) {
  std::cerr << "inlay status: nothing answers at " << path << " (" << error.detail << ")\n"
            << "Is inlay serve running? Name its state folder with --state, or the socket of "
               "listen.admin with --admin.\n";
  return kEnvironment;
}

int show(const std::string& path, bool json, uint32_t from) {
  const std::string which =
      json ? "from=" + std::to_string(from) : "sites=" + std::to_string(kSitesShown);
  auto answer = ask_admin(path, "/v1/status?" + which);
  if (!answer && answer.error().fault == Fault::unreachable) return nobody(path, answer.error());
  if (!answer) {
    std::cerr << "inlay status: " << path << ": " << answer.error().detail << "\n";
    return kFailed;
  }
  std::string text = *answer;
  if (!json) {
    auto document = apps::read_json(*answer);
    if (!document) {
      std::cerr << "inlay status: " << path << ": the answer is no JSON\n";
      return kFailed;
    }
    text = status_text(document->root);
  }
  return write_fd(STDOUT_FILENO, text) ? kDone : kEnvironment;
}

}  // namespace

int run_status(const Arguments& arguments) {
  CLI::App app(
      "How a running Inlay is: what it serves, what it refused and why, the last reload.\n\n"
      "  inlay status\n"
      "  inlay status --state /var/lib/inlay --json\n\n"
      "Exit code 3 if nothing answers.",
      "status");
  std::string state = "./inlay-state";
  std::string admin;
  bool json = false;
  app.add_option("--state", state, "the state folder of the running Inlay")
      ->capture_default_str()
      ->type_name("DIR");
  app.add_option("--admin", admin, "its admin socket (default: admin.sock in the state folder)")
      ->type_name("PATH");
  app.add_flag("--json", json, "for programs: version 1, members are added and never removed");
  uint32_t from = 0;
  app.add_option("--from", from,
                 "with --json, of which an answer has 1000 sites: sites_next of the one before")
      ->type_name("N");
  if (auto exit = parse(app, arguments)) return *exit;
  if (admin.starts_with("unix:")) admin.erase(0, 5);
  return show(admin.empty() ? state + "/admin.sock" : admin, json, from);
}

}  // namespace inlay::cli
