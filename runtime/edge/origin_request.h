// Phase "origin": the request as it goes to the origin.
#pragma once

#include <string>

#include "edge/page_request.h"
#include "edge/site_table.h"
#include "http_messages/request_head.h"

namespace inlay {

// The whole head, its empty line included. Host as the visitor sent it unless the site sets
// another; hop-by-hop fields end here, Expect too (the edge answers it). Where the site's plan
// changes pages and this may be one, the page is asked for whole and uncoded: without Range and
// conditional fields, with Accept-Encoding: identity.
std::string origin_request_head(const http::RequestHead& head, const Site& site, PageRequest page);

}  // namespace inlay
