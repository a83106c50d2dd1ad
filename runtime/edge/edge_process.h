// The edge as a process: started by the supervisor with its sockets, settings and sites, told to
// drain, told of new sites; goes on alone when the supervisor is gone.
#pragma once

#include <string>
#include <vector>

namespace inlay {

// The wire between supervisor and edge. Goes up with every change of the arguments, descriptors or
// messages below.
inline constexpr const char* kEdgeWire = "1";
inline constexpr const char* kEdgeName = "inlay-edge";  // argv[0], and the process's name

// Arguments: kEdgeName, kEdgeWire, path prefix, state folder, number of loops, number of addresses.
// Descriptors: 3 message socket, 4 settings (sealed), 5 snapshot (sealed), 6… listening sockets,
// address by address, one for each loop. Messages from the edge: "ready". To the edge: "drain",
// "sites" with a snapshot.
inline constexpr int kEdgeControlFd = 3;
inline constexpr int kEdgeSettingsFd = 4;
inline constexpr int kEdgeSnapshotFd = 5;
inline constexpr int kEdgeFirstListener = 6;

// Runs until drained; the exit code of the process.
int run_edge(const std::vector<std::string>& arguments);

}  // namespace inlay
