#include "channel/script_transfer.h"

#include <algorithm>
#include <utility>

namespace inlay::channel {
namespace {

tl::unexpected<Error> unsound(ScriptId script, const char* what) {
  return fail(Fault::malformed, Blame::self,
              "channel: script " + std::to_string(script) + ": " + what);
}

// Totals beyond any bound are refused when the facts are encoded.
uint32_t total(uint64_t bytes) {
  return static_cast<uint32_t>(std::min<uint64_t>(bytes, UINT32_MAX));
}

}  // namespace

ScriptSender::ScriptSender(const Script& facts, std::string_view options,
                           std::span<const ScriptFile> files)
    : facts_(facts), options_(options), files_(files) {
  uint64_t bytes = 0;
  for (const ScriptFile& file : files) bytes += file.bytes.size();
  facts_.options_bytes = total(options.size());
  facts_.files = total(files.size());
  facts_.files_bytes = total(bytes);
}

Result<bool> ScriptSender::pump(EdgeEnd& end) {
  while (step_ != Step::done) {
    const auto sent = send_step(end);
    if (!sent) return fail(sent.error());
    if (*sent == Sent::full) return false;
  }
  return true;
}

Result<Sent> ScriptSender::send_step(EdgeEnd& end) {
  switch (step_) {
    case Step::facts: {
      const auto sent = end.send(facts_);
      if (sent && *sent == Sent::yes) step_ = Step::options;
      return sent;
    }
    case Step::options:
      return send_piece(end, PartKind::options, {}, options_, Step::files);
    case Step::files: {
      const ScriptFile& file = files_[file_];
      const bool last = file_ + 1 == files_.size();
      const auto sent =
          send_piece(end, PartKind::file, file.path, file.bytes, last ? Step::end : Step::files);
      if (sent && *sent == Sent::yes && at_ == 0) ++file_;
      return sent;
    }
    case Step::end: {
      const auto sent = end.send(ScriptEnd{facts_.script});
      if (sent && *sent == Sent::yes) step_ = Step::done;
      return sent;
    }
    case Step::done:
      return Sent::yes;
  }
  return Sent::yes;
}

// The next piece of a text; after its last one, `at_` is 0 again.
Result<Sent> ScriptSender::send_piece(EdgeEnd& end, PartKind kind, std::string_view path,
                                      std::string_view bytes, Step after) {
  const std::string_view piece = bytes.substr(at_, kChunkBytesMax);
  const auto sent =
      end.send(ScriptPart{.script = facts_.script, .kind = kind, .path = path, .bytes = piece});
  if (!sent || *sent == Sent::full) return sent;
  at_ += piece.size();
  if (at_ == bytes.size()) {
    at_ = 0;
    step_ = after;
  }
  return sent;
}

ScriptAssembly::ScriptAssembly(const Script& facts)
    : script_{.script = facts.script,
              .style = facts.style,
              .preview = facts.preview,
              .install = std::string(facts.install),
              .app = std::string(facts.app),
              .app_version = std::string(facts.app_version),
              .entries = {facts.entries.begin(), facts.entries.end()},
              .limits = facts.limits,
              .rights = facts.rights,
              .options = {},
              .files = {}},
      options_left_(facts.options_bytes),
      files_left_(facts.files_bytes),
      file_count_(facts.files) {}

Result<> ScriptAssembly::add(const ScriptPart& part) {
  if (part.script != script_.script) return unsound(part.script, "a part of another script");
  if (part.kind == PartKind::options) return take(script_.options, part.bytes, options_left_);
  if (script_.files.empty() || script_.files.back().path != part.path) {
    if (script_.files.size() == file_count_) return unsound(part.script, "too many files");
    script_.files.push_back({std::string(part.path), {}});
  }
  return take(script_.files.back().bytes, part.bytes, files_left_);
}

Result<> ScriptAssembly::take(std::string& text, std::string_view bytes, uint64_t& left) {
  if (bytes.size() > left) return unsound(script_.script, "more bytes than were announced");
  left -= bytes.size();
  text += bytes;
  return {};
}

Result<ReceivedScript> ScriptAssembly::finish() && {
  if (options_left_ + files_left_ != 0 || script_.files.size() != file_count_) {
    return unsound(script_.script, "fewer bytes or files than were announced");
  }
  const auto is_there = [this](const std::string& entry) {
    return std::ranges::find(script_.files, entry, &ReceivedScript::File::path) !=
           script_.files.end();
  };
  if (script_.entries.empty() || !std::ranges::all_of(script_.entries, is_there)) {
    return unsound(script_.script, "an entry is not among the files");
  }
  return std::move(script_);
}

}  // namespace inlay::channel
