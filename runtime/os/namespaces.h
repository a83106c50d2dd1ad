// A world of its own for the calling process: no mounts, no network, no shared objects.
#pragma once

#include <string>
#include <vector>

#include "os/wall.h"

namespace inlay {

// The single id of a user namespace: `inside` is who the process is there, and stands for who it
// was before. Called in the new namespace. 0 or errno. Only system calls: may run between vfork and
// exec.
int map_own_ids(unsigned inside_user, unsigned outside_user, unsigned inside_group,
                unsigned outside_group) noexcept;

// Whether the process is in a user namespace made for it alone, and stands for an ordinary user.
bool in_own_user_namespace();

// Moves the process into new mount, network, ipc and uts namespaces, each where it may; an ordinary
// user's into a user namespace first. (Root stays out of one: it could not become another user any
// more.) Then makes an empty read-only folder its whole file
// system, or `root`, a folder's absolute path, without what is mounted beneath it. Single-threaded
// processes only; needs /proc. Each wall once; the last is that root.
std::vector<Wall> enter_namespaces(const std::string& root = {});

}  // namespace inlay
