// A listening socket with a place in the file system, for TcpListener and TcpStream, which carry
// its connections as well.
#pragma once

#include <string>

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

// Bound and listening, non-blocking, closed on exec; mode 0600, so that only our own user and root
// get in. The path has at most 107 bytes. A socket that nobody answers at any more is replaced; one
// that somebody answers at, and anything that is no socket, is refused (Fault::busy).
Result<Fd> listen_unix(const std::string& path);

}  // namespace inlay
