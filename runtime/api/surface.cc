#include "api/surface.h"

#include <array>

#include "api/incoming_body.h"
#include "api/natives.h"
#include "edge_prelude.h"

namespace inlay {

const Surface& edge_surface() {
  static constexpr std::array<const ClassTable*, 1> kClasses{&kIncomingBodyClass};
  static const Surface kSurface{
      .classes = kClasses, .natives = kNatives, .prelude = edge_prelude()};
  return kSurface;
}

}  // namespace inlay
