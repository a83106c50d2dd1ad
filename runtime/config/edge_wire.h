// What a supervisor and its edge agree on. Neither includes the other: both include this. kEdgeWire
// goes up with every change of arguments, descriptors, messages or files below.
#pragma once

#include <string_view>

namespace inlay {

inline constexpr const char* kEdgeName = "inlay-edge";  // argv[0], and the process's name
inline constexpr const char* kEdgeWire = "3";

// Arguments: kEdgeName, kEdgeWire, the state folder (so that `ps` tells whose edge it is).

// Descriptors that the edge starts with.
inline constexpr int kEdgeControlFd = 3;   // message socket
inline constexpr int kEdgeStartFd = 4;     // sealed: edge_start.h
inline constexpr int kEdgeSnapshotFd = 5;  // sealed: the sites
inline constexpr int kEdgeCountersFd = 6;  // shared: CounterRegion, a writer per loop and one more
inline constexpr int kEdgeFirstListener =
    7;  // and on: listening sockets, address by address, one for each loop
// Behind the last listener, if EdgeStart names one: the access log's file.

// Messages on the control socket; those about cells are in cell_messages.h.
inline constexpr std::string_view kEdgeReady = "ready";  // from the edge: all listeners accept
inline constexpr std::string_view kEdgeDrain = "drain";  // to the edge: finish and end
inline constexpr std::string_view kEdgeSites =
    "sites";  // to the edge, with a sealed snapshot: these from now on
// From the edge, one for each "sites": they hold now, or it keeps what it had.
inline constexpr std::string_view kEdgeTaken = "taken";
inline constexpr std::string_view kEdgeRefused = "refused";
inline constexpr std::string_view kEdgeAccess =
    "access";  // to the edge, with a file: the access log goes on in it

// In the state folder: the lock that every living edge joins, and the socket where the next
// supervisor gets the listening sockets of an edge that has outlived its own, one message each.
inline constexpr const char* kEdgeLockFile = "/edge.lock";
inline constexpr const char* kEdgeSocketFile = "/edge.sock";
inline constexpr std::string_view kEdgeListener = "listener";

}  // namespace inlay
