// A plan as it is kept on disk, so that its bundles can be made long after its site got another
// one. Layout under STATE/kept/:
//   plans/HASH       one plan's inputs: the smaller contents in it, the larger ones by their digest
//   contents/DIGEST  a larger content, once for all plans that use it
//   index            what the supervisor knows of them (supervisor/kept_index.h)
// Files are named after what is in them, written whole, and never change.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/plan.h"

namespace inlay::apps {

inline constexpr uint32_t kKeptPlanVersion = 3;
inline constexpr size_t kInlineBytesMax = 1024;             // a larger content gets its own file
inline constexpr uint64_t kKeptFileBytesMax = 64ULL << 20;  // kept_file_bytes_max, of either kind

struct KeptPlanFile {
  std::string bytes;
  std::vector<ContentPtr> contents;  // that stand in it by their digest only
};

// For a site whose plan_hash() is not empty. Deterministic.
KeptPlanFile encode_kept_plan(const SiteInputs& site, const PlanSettings& settings);

using ReadContent = std::function<Result<ContentPtr>(const crypto::Digest&)>;

// The plan again, checked to be the one of that hash; of its site it has id, hosts and installs
// only. `unsupported`: of another format of files or bundles. `malformed`: not what was written.
Result<std::shared_ptr<const Plan>> decode_kept_plan(std::string_view bytes, std::string_view hash,
                                                     const ReadContent& read_content);

std::string kept_folder(const std::string& state);
std::string kept_plan_path(const std::string& state, std::string_view hash);  // is_plan_hash()
std::string kept_content_path(const std::string& state, const crypto::Digest& digest);

}  // namespace inlay::apps
