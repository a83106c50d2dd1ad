// Whether a request may be for a page: design "What is a page".
#pragma once

#include <cstdint>

#include "http_messages/request_head.h"

namespace inlay {

enum class PageRequest : uint8_t {
  no,        // an image, a script, a post: an answer in HTML is a page only if it looks like one
  possible,  // a plain tool or a script's fetch: the same, but caches may hold it as a page
  navigation,
};

PageRequest page_request(const http::RequestHead& head);

}  // namespace inlay
