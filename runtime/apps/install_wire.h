// Installs as bytes: what snapshots and kept plans have in common. Contents are written as numbers
// in a table that stands elsewhere.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "apps/byte_wire.h"
#include "apps/install.h"

namespace inlay::apps {

// Gives each content one number, in the order of first use.
class ContentTable {
 public:
  uint32_t number_of(const ContentPtr& content) {
    const auto [at, is_new] =
        numbers_.try_emplace(content->digest, static_cast<uint32_t>(contents_.size()));
    if (is_new) contents_.push_back(content);
    return at->second;
  }
  const std::vector<ContentPtr>& contents() const { return contents_; }

 private:
  std::map<crypto::Digest, uint32_t> numbers_;
  std::vector<ContentPtr> contents_;
};

using Contents = std::vector<ContentPtr>;

inline constexpr size_t kInstallBytesMin = 37;  // of one install, for ByteReader::count()

void write_texts(ByteWriter& out, const std::vector<std::string>& texts);
std::vector<std::string> read_texts(ByteReader& in);

void write_install(ByteWriter& out, const ResolvedInstall& install, ContentTable& table);
// Where `in` has failed the result may lack contents: look before use.
ResolvedInstall read_install(ByteReader& in, const Contents& contents);

void write_installs(ByteWriter& out, const std::vector<ResolvedInstall>& installs,
                    ContentTable& table);
std::vector<ResolvedInstall> read_installs(ByteReader& in, const Contents& contents);

}  // namespace inlay::apps
