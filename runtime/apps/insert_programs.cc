#include "apps/insert_programs.h"

#include <string_view>
#include <utility>

#include "apps/insert_wire.h"

namespace inlay::apps {
namespace {

constexpr size_t kProgramBytes = 8192;  // tables that every program has
constexpr size_t kPartBytes = 160;      // of a compound, or a test of one

std::vector<html::Insert> all_inserts(const std::vector<ResolvedInstall>& installs) {
  std::vector<html::Insert> all;
  for (size_t i = 0; i < installs.size(); ++i) {
    if (installs[i].inserts == nullptr) continue;
    for (html::Insert& insert :
         read_inserts(installs[i].inserts->bytes).value_or(std::vector<html::Insert>())) {
      insert.install = static_cast<uint32_t>(i);
      all.push_back(std::move(insert));
    }
  }
  return all;
}

CompiledInserts compile(std::vector<html::Insert> inserts) {
  const size_t given = inserts.size();
  auto program = html::InsertProgram::compile(inserts);
  // Each was tried alone when it was resolved, so it is their number that is too large, and those
  // before the one that fails fit.
  if (!program) {
    inserts.resize(program.error().insert);
    program = html::InsertProgram::compile(inserts);
  }
  if (!program || inserts.empty()) return {nullptr, given};
  return {std::move(*program), given - inserts.size()};
}

// At least as many as the selector has compounds and tests: each begins with or behind one of these
// characters, the first one apart. A quoted value is part of its test.
size_t parts_of(std::string_view selector) {
  size_t parts = 1;
  char quote = 0;
  for (size_t i = 0; i < selector.size(); ++i) {
    const char c = selector[i];
    if (c == '\\') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (std::string_view(" \t\n\f\r,>+~:.#[(*").find(c) != std::string_view::npos) {
      ++parts;
    }
  }
  return parts;
}

// The selector's texts may be held once more, the html once per kind of place.
size_t charge_of(const std::vector<html::Insert>& inserts) {
  size_t bytes = kProgramBytes;
  for (const html::Insert& insert : inserts) {
    bytes += sizeof(insert) + 2 * (insert.selector.size() + insert.html.size()) +
             kPartBytes * parts_of(insert.selector);
    for (const html::AttributeEdit& edit : insert.attributes) {
      bytes += sizeof(edit) + edit.name.size() + edit.value.size();
    }
  }
  return bytes;
}

}  // namespace

crypto::Digest inserts_key(const std::vector<ResolvedInstall>& installs) {
  crypto::Sha256 hash;
  for (size_t i = 0; i < installs.size(); ++i) {
    if (installs[i].inserts == nullptr) continue;
    hash.number(i);
    hash.field(crypto::bytes_of(installs[i].inserts->digest));
  }
  return hash.finish();
}

std::shared_ptr<const CompiledInserts> InsertPrograms::of(
    const std::vector<ResolvedInstall>& installs, const crypto::Digest& key) {
  if (auto known = find(key)) return known;
  // Two threads may do this at once; better than that all wait for one.
  std::vector<html::Insert> inserts = all_inserts(installs);
  const size_t bytes = charge_of(inserts);
  return keep({key, std::make_shared<const CompiledInserts>(compile(std::move(inserts))), bytes});
}

std::shared_ptr<const CompiledInserts> InsertPrograms::find(const crypto::Digest& key) {
  const std::lock_guard lock(mutex_);
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, at->second);
  return at->second->inserts;
}

std::shared_ptr<const CompiledInserts> InsertPrograms::keep(Entry entry) {
  const std::lock_guard lock(mutex_);
  if (const auto at = by_key_.find(entry.key); at != by_key_.end()) return at->second->inserts;
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  while (bytes_ > bytes_max_ && entries_.size() > 1) {
    bytes_ -= entries_.back().bytes;
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return entries_.front().inserts;
}

size_t InsertPrograms::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

size_t InsertPrograms::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace inlay::apps
