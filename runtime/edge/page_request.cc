#include "edge/page_request.h"

#include "http_messages/field_list.h"
#include "http_messages/negotiation.h"

namespace inlay {

PageRequest page_request(const http::RequestHead& head) {
  using http::equals_ignoring_case;
  if (const http::Field* dest = head.fields.find(http::FieldId::sec_fetch_dest)) {
    for (const char* page : {"document", "iframe", "frame"}) {
      if (equals_ignoring_case(dest->value, page)) return PageRequest::navigation;
    }
    // A browser that names another destination (image, script …) asks for no page, whatever it
    // accepts.
    if (!equals_ignoring_case(dest->value, "empty")) return PageRequest::no;
    return http::accepts_anything_only(head.fields) || http::accept_names_html(head.fields)
               ? PageRequest::possible
               : PageRequest::no;
  }
  if (http::accept_names_html(head.fields)) return PageRequest::navigation;
  return http::accepts_anything_only(head.fields) ? PageRequest::possible : PageRequest::no;
}

}  // namespace inlay
