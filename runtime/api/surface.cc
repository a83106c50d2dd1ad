#include "api/surface.h"

#include <array>

#include "api/attributes_iterator.h"
#include "api/comment.h"
#include "api/doctype.h"
#include "api/document_end.h"
#include "api/element.h"
#include "api/end_tag.h"
#include "api/html_rewriter.h"
#include "api/incoming_body.h"
#include "api/natives.h"
#include "api/text.h"
#include "edge_prelude.h"

namespace inlay {

const Surface& edge_surface() {
  static constexpr std::array<const ClassTable*, 10> kClasses{
      &kIncomingBodyClass, &kHtmlRewriterClass,      &kElementClass, &kEndTagClass,
      &kTextClass,         &kTextNodeClass,          &kCommentClass, &kDoctypeClass,
      &kDocumentEndClass,  &kAttributesIteratorClass};
  static const Surface kSurface{
      .classes = kClasses, .natives = kNatives, .prelude = edge_prelude()};
  return kSurface;
}

}  // namespace inlay
