// How a script, which may be larger than a ring, gets to a cell: its facts, its parts piece by
// piece, its end. Parts of several scripts may be on their way at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channel/edge_end.h"
#include "channel/records.h"

namespace inlay::channel {

// The edge's view of a file; borrowed.
struct ScriptFile {
  std::string_view path;
  std::string_view bytes;
};

// Sends one script. The texts of `facts` and the contents outlive it; the totals in `facts` are
// written by the constructor.
class ScriptSender {
 public:
  ScriptSender(const Script& facts, std::string_view options, std::span<const ScriptFile> files);

  // As much as there is room for. True: all of it is sent; false: again in the next turn. Errors
  // are those of EdgeEnd::send(): the script is too large for a bound, or the channel is broken.
  Result<bool> pump(EdgeEnd& end);

 private:
  enum class Step : uint8_t { facts, options, files, end, done };
  Result<Sent> send_step(EdgeEnd& end);
  Result<Sent> send_piece(EdgeEnd& end, PartKind kind, std::string_view path,
                          std::string_view bytes, Step after);

  Script facts_;
  std::string_view options_;
  std::span<const ScriptFile> files_;
  Step step_ = Step::facts;
  size_t file_ = 0;
  size_t at_ = 0;  // in the text that is on its way
};

// A script in the cell's own memory.
struct ReceivedScript {
  ScriptId script = 0;
  ScriptStyle style = ScriptStyle::module;
  bool preview = false;
  std::string install;
  std::string app;
  std::string app_version;
  std::vector<std::string> entries;
  ScriptLimits limits;
  ScriptRights rights;
  std::string options;
  struct File {
    std::string path;
    std::string bytes;
  };
  std::vector<File> files;
};

// Puts one script together. What its facts announced is the bound for what is taken; an error means
// that the sender is not sound.
class ScriptAssembly {
 public:
  explicit ScriptAssembly(const Script& facts);

  Result<> add(const ScriptPart& part);
  // Nothing is missing, and each entry is among the files.
  Result<ReceivedScript> finish() &&;

 private:
  Result<> take(std::string& text, std::string_view bytes, uint64_t& left);

  ReceivedScript script_;
  uint64_t options_left_;
  uint64_t files_left_;  // bytes
  uint32_t file_count_;
};

}  // namespace inlay::channel
