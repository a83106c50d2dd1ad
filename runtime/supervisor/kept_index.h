// What lies under STATE/kept (apps/kept_plan.h), and what each host's pages last were. Written
// whole after the files that it names, so that after a crash it names nothing that is not there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"

namespace inlay {

struct KeptPlan {
  uint64_t bytes = 0;          // of its file
  uint64_t unnamed_since = 0;  // unix seconds when no site had it any more; 0: some site has it
  std::vector<crypto::Digest> contents;
};

struct KeptContent {
  uint64_t bytes = 0;
  uint64_t plans = 0;  // that use it
};

// A host's pages: which plan changes them, and since when they are what they are.
struct KeptHost {
  std::string hash;    // empty: none
  uint64_t since = 0;  // unix seconds; 0: they were never changed

  bool operator==(const KeptHost&) const = default;
};

class KeptIndex {
 public:
  static constexpr uint32_t kVersion = 1;

  const std::map<std::string, KeptPlan, std::less<>>& plans() const { return plans_; }
  const std::map<crypto::Digest, KeptContent>& contents() const { return contents_; }
  uint64_t disk_bytes() const { return disk_bytes_; }  // of all files, in whole blocks

  // `content_bytes`: how large each of its contents is.
  void add(const std::string& hash, KeptPlan plan, const std::vector<uint64_t>& content_bytes);
  // Also the contents that no other plan uses; these come back.
  std::vector<crypto::Digest> remove(std::string_view hash);
  void set_unnamed_since(std::string_view hash, uint64_t when);

  // By host; "*" for a site of every host.
  std::map<std::string, KeptHost, std::less<>> hosts;

  std::string encode() const;
  static Result<KeptIndex> decode(std::string_view bytes);

 private:
  std::map<std::string, KeptPlan, std::less<>> plans_;  // by hash
  std::map<crypto::Digest, KeptContent> contents_;
  uint64_t disk_bytes_ = 0;
};

}  // namespace inlay
