#include "supervisor/cell_program.h"

#include <fcntl.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "os/files.h"
#include "os/process.h"

namespace inlay {
namespace {

// Visitors and their edge come first where both want the processor.
constexpr int kCellNice = 5;
// Of all isolates of a site and whatever native code takes (private writable memory): hundreds of
// installs fit, and a cell out of control does not take the machine along. An engine that hits it
// ends its process.
constexpr Bytes kDataMax = 1024_MiB;

std::string beside_this_program() {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::read_symlink(kThisProgram, error);
  return (here.parent_path() / kCellName).string();
}

}  // namespace

CellProgram::CellProgram(std::string path)
    : path_(path.empty() ? beside_this_program() : std::move(path)) {}

Result<> CellProgram::open() {
  if (file_) return {};
  file_ = Fd(::open(path_.c_str(), O_PATH | O_CLOEXEC));
  if (!file_) {
    return fail(Fault::not_found, Blame::self,
                "the program of cells, " + path_ + ": " + errno_text(errno));
  }
  return {};
}

Result<Spawned> CellProgram::start(CellClass cell_class, int control) {
  if (auto opened = open(); !opened) return fail(opened.error());
  return spawn({.program = path_,
                .program_file = file_.get(),
                .arguments = {kCellName, kCellWire, std::string(cell_class_name(cell_class))},
                .descriptors = {control},
                .limits = {.data = kDataMax, .core = Bytes(0)},
                .nice = kCellNice});
}

}  // namespace inlay
