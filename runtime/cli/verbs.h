// The program's verbs.
#pragma once

#include <string>
#include <vector>

namespace inlay::cli {

using Arguments = std::vector<std::string>;

// Exit codes of every verb.
inline constexpr int kDone = 0;
inline constexpr int kFailed =
    1;  // what was asked for failed: check found errors, an app cannot run
inline constexpr int kUsage = 2;        // wrong usage
inline constexpr int kEnvironment = 3;  // cannot bind, cannot open

// `arguments` without the program's name.
int run(const Arguments& arguments);

int run_check(const Arguments& arguments);
int run_debug(const Arguments& arguments);
int run_demo(const Arguments& arguments);
int run_rewrite(const Arguments& arguments);
int run_run_script(const Arguments& arguments);
int run_serve(const Arguments& arguments);
int run_status(const Arguments& arguments);
int run_version(const Arguments& arguments);

}  // namespace inlay::cli
