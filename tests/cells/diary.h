// What a compromised cell tells the test: lines of JSON in a file that was mapped before the
// process was confined, and that outlives it.
#pragma once

#include <string>
#include <string_view>

namespace inlay::compromised {

// DIRECTORY_OF_THE_PROGRAM/diaries/PID, if there is that folder; else nothing is written. Once.
void open_diary();

// One line: a JSON object's members. Beyond the file's end lines are left out. One thread.
void note(std::string_view members);

std::string hex(std::string_view bytes);

}  // namespace inlay::compromised
