#include "cli/verbs.h"

#include <array>
#include <iostream>
#include <string_view>

#include "base/nearest.h"

namespace inlay::cli {
namespace {

struct Verb {
  std::string_view name;
  std::string_view about;
  int (*run)(const Arguments&);
};

constexpr std::array kVerbs{
    Verb{"demo", "a sample site with an app in it, on this machine; prints what to open", run_demo},
    Verb{"serve", "put apps into a site: visitors come here, pages come from the origin",
         run_serve},
    Verb{"status", "how a running Inlay is: sites, traffic, what was refused and why", run_status},
    Verb{"check", "say what is wrong with an app folder, with file, line and column", run_check},
    Verb{"rewrite", "HTML in, HTML out: what an app does to a page, without a server", run_rewrite},
    Verb{"run-script", "run one module as an edge script runs, with its limits", run_run_script},
    Verb{"debug", "what the HTML scanner sees", run_debug},
};

void print_help(std::ostream& out) {
  out << "Inlay streams a site's pages and inlays apps into them.\n\n"
         "usage: inlay VERB [ARGUMENTS]\n\n";
  for (const Verb& verb : kVerbs) {
    out << "  " << verb.name << std::string(12 - verb.name.size(), ' ') << verb.about << "\n";
  }
  out << "\n  --version    what this is and what it is built with (--json for programs)\n"
         "  --help       this text; after a verb: what the verb takes\n\n"
         "Start with: inlay demo\n";
}

int unknown(std::string_view word) {
  std::vector<std::string_view> known;
  for (const Verb& verb : kVerbs) known.push_back(verb.name);
  for (const char* flag : {"--help", "--version"}) known.push_back(flag);
  std::cerr << "inlay: unknown " << (word.starts_with('-') ? "flag" : "verb") << " '" << word
            << "', the nearest is '" << nearest_word(word, known) << "' (see inlay --help)\n";
  return kUsage;
}

}  // namespace

int run(const Arguments& arguments) {
  if (arguments.empty()) {
    print_help(std::cerr);
    return kUsage;
  }
  const std::string& first = arguments[0];
  if (first == "--help" || first == "-h" || first == "help") {
    print_help(std::cout);
    return kDone;
  }
  Arguments rest(arguments.begin() + 1, arguments.end());
  if (first == "--version") return run_version(rest);
  for (const Verb& verb : kVerbs) {
    if (verb.name == first) return verb.run(rest);
  }
  return unknown(first);
}

}  // namespace inlay::cli
