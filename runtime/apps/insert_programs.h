// The compiled inserts of many plans: those of pages that were asked for lately. Plans whose
// installs make the same inserts share one program, and what was not asked for longest is given
// back, since a node knows more sites than it is asked for.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "apps/install.h"
#include "html/insert_program.h"

namespace inlay::apps {

struct CompiledInserts {
  std::unique_ptr<const html::InsertProgram> program;  // null: none fits
  size_t left_out = 0;  // beyond the bounds of a program, the last ones
};

// A digest over who inserts what: equal where the programs would be.
crypto::Digest inserts_key(const std::vector<ResolvedInstall>& installs);

// Owners: whoever makes plans, and each plan. Any thread may call.
class InsertPrograms {
 public:
  // Charged by an estimate from above: about 40 KiB for an app with long selectors. The last
  // program asked for stays, however large.
  static constexpr size_t kBytesMax = size_t{48} << 20;

  explicit InsertPrograms(size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  // `key`: inserts_key(installs). Costs a look, or the compilation: some 100 microseconds for an
  // app with long selectors. What is given back lives on for those who still hold it.
  std::shared_ptr<const CompiledInserts> of(const std::vector<ResolvedInstall>& installs,
                                            const crypto::Digest& key);

  size_t size() const;   // programs held
  size_t bytes() const;  // charged for them

 private:
  struct Entry {
    crypto::Digest key;
    std::shared_ptr<const CompiledInserts> inserts;
    size_t bytes = 0;
  };
  std::shared_ptr<const CompiledInserts> find(const crypto::Digest& key);
  std::shared_ptr<const CompiledInserts> keep(Entry entry);

  const size_t bytes_max_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the latest first
  std::map<crypto::Digest, std::list<Entry>::iterator> by_key_;
  size_t bytes_ = 0;
};

}  // namespace inlay::apps
