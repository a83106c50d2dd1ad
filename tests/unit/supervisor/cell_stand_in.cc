// A program that behaves as a cell does towards its supervisor, without an engine: it says that it
// is ready, answers what it is asked on its socket, and ends when that closes.
//
// Arguments as config/cell_wire.h has them, and one more for tests of starts that go wrong: how it
// behaves.
#include <dirent.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/cell_wire.h"
#include "os/message_socket.h"
#include "os/process.h"

extern char** environ;

namespace inlay {
namespace {

std::string open_descriptors() {
  std::string all;
  DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return "no /proc";
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name[0] != '.' && name != std::to_string(::dirfd(folder))) all += name + " ";
  }
  ::closedir(folder);
  return all;
}

// Word to word; what is not known is left unanswered.
std::string answer(std::string_view word, std::string_view cell_class) {
  if (word == "class") return std::string(cell_class);
  if (word == "descriptors") return open_descriptors();
  if (word == "environment") return *environ == nullptr ? "empty" : *environ;
  return "";
}

[[noreturn]] void hang() {
  while (true) ::pause();
}

int serve(std::string_view cell_class) {
  while (true) {
    pollfd wait{kCellControlFd, POLLIN, 0};
    ::poll(&wait, 1, -1);
    auto message = receive_message(kCellControlFd);
    if (!message && message.error().fault == Fault::closed) return 0;
    if (!message) continue;
    if (message->text == "die") return 7;
    if (message->text == "crash") __builtin_trap();
    if (message->text == "hang") hang();
    if (auto text = answer(message->text, cell_class); !text.empty()) {
      (void)send_message(kCellControlFd, text);
    }
  }
}

int run(std::string_view cell_class, std::string_view behaviour) {
  set_process_name(kCellName);
  if (behaviour == "ends at once") return 9;
  if (behaviour == "never ready") hang();
  if (behaviour == "fails") {
    (void)send_message(kCellControlFd, "failed no seccomp here");
    return 3;
  }
  if (behaviour == "talks nonsense") (void)send_message(kCellControlFd, "nonsense");
  (void)send_message(kCellControlFd, "ready stand-in walls");
  if (behaviour == "dies young") return 5;
  return serve(cell_class);
}

}  // namespace
}  // namespace inlay

int main(int argc, char** argv) {
  if (argc < 3 || std::string_view(argv[1]) != inlay::kCellWire) return 2;
  return inlay::run(argv[2], argc > 3 ? argv[3] : "");
}
