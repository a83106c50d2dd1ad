#include "edge/codec_pool.h"

namespace inlay {
namespace {

using http::Coding;

// Enough for the pages that are under way at once in ordinary times; a peak's surplus is freed.
constexpr size_t kIdleMax = 16;
constexpr uint64_t kIdleBytesMax = 1024 * 1024;  // of one; what holds more is freed

template <typename T>
std::unique_ptr<T> take_idle(std::vector<std::unique_ptr<T>>& idle) {
  if (idle.empty()) return nullptr;
  std::unique_ptr<T> taken = std::move(idle.back());
  idle.pop_back();
  return taken;
}

template <typename T>
void keep_idle(std::array<std::vector<std::unique_ptr<T>>, http::kCodings>& all,
               std::unique_ptr<T> returned) {
  auto& idle = all[static_cast<size_t>(returned->coding())];
  if (idle.size() < kIdleMax && returned->held_bytes() <= kIdleBytesMax) {
    idle.push_back(std::move(returned));
  }
}

size_t index(Coding coding) { return static_cast<size_t>(coding); }

}  // namespace

std::optional<Codecs> CodecPool::take(Coding from, Coding to) {
  bool decodes = from != Coding::identity;
  uint64_t charge = http::encoder_memory_bytes(to) +
                    (decodes ? http::decoder_memory_bytes(from, limits_.decoder) : 0);
  if (charged_ + charge > limits_.memory_bytes_max) return std::nullopt;
  charged_ += charge;
  Codecs codecs;
  codecs.charged = charge;
  codecs.encoder = take_idle(encoders_[index(to)]);
  if (codecs.encoder == nullptr) codecs.encoder = std::make_unique<http::BodyEncoder>(to);
  if (!decodes) return codecs;
  codecs.decoder = take_idle(decoders_[index(from)]);
  if (codecs.decoder == nullptr) {
    codecs.decoder = std::make_unique<http::BodyDecoder>(from, limits_.decoder);
  } else {
    codecs.decoder->reset(limits_.decoder);
  }
  return codecs;
}

void CodecPool::give_back(Codecs codecs) {
  charged_ -= codecs.charged;
  codecs.encoder->reset();
  keep_idle(encoders_, std::move(codecs.encoder));
  if (codecs.decoder == nullptr) return;
  codecs.decoder->reset(limits_.decoder);
  keep_idle(decoders_, std::move(codecs.decoder));
}

}  // namespace inlay
