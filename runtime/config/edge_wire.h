// What a supervisor and its edge agree on. Neither includes the other: both include this. kEdgeWire
// goes up with every change of arguments, descriptors, messages or files below.
#pragma once

#include <string_view>

namespace inlay {

inline constexpr const char* kEdgeName = "inlay-edge";  // argv[0], and the process's name
inline constexpr const char* kEdgeWire = "1";

// Arguments: kEdgeName, kEdgeWire, path prefix, state folder, number of loops, number of addresses.

// Descriptors that the edge starts with.
inline constexpr int kEdgeControlFd = 3;   // message socket
inline constexpr int kEdgeSettingsFd = 4;  // sealed: settings_to_wire()
inline constexpr int kEdgeSnapshotFd = 5;  // sealed: the sites
inline constexpr int kEdgeFirstListener =
    6;  // and on: listening sockets, address by address, one for each loop

// Messages on the control socket.
inline constexpr std::string_view kEdgeReady = "ready";  // from the edge: all listeners accept
inline constexpr std::string_view kEdgeDrain = "drain";  // to the edge: finish and end
inline constexpr std::string_view kEdgeSites =
    "sites";  // to the edge, with a sealed snapshot: these from now on

// In the state folder: the lock that every living edge joins, and the socket where the next
// supervisor gets the listening sockets of an edge that has outlived its own, one message each.
inline constexpr const char* kEdgeLockFile = "/edge.lock";
inline constexpr const char* kEdgeSocketFile = "/edge.sock";
inline constexpr std::string_view kEdgeListener = "listener";

}  // namespace inlay
