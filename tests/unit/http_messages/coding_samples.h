// Plain bodies for tests of codings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace inlay::http {

// Markup as pages have it: repetitive, but never the same.
inline std::string sample_page(size_t bytes) {
  std::mt19937 random(7);
  constexpr const char* kWords[] = {"the",  "page",  "<a href=\"/item/",
                                    "\">",  "</a>",  "<li class=",
                                    "cart", "</li>", "\n  ",
                                    "<p>",  "price", "ä€"};
  std::string page = "<!doctype html><html><head><title>Sample</title></head><body>\n";
  while (page.size() < bytes) {
    page += kWords[random() % std::size(kWords)];
    if (random() % 3 == 0) page += std::to_string(random() % 10'000);
    page += ' ';
  }
  page.resize(bytes);
  return page;
}

// Bytes that no coding makes smaller.
inline std::string sample_noise(size_t bytes) {
  std::mt19937 random(11);
  std::string noise(bytes, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  return noise;
}

}  // namespace inlay::http
