// A page while scripts work on it: the stream through the cell, and who waits for it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "edge/edge_script.h"
#include "edge/page_scripts.h"

namespace inlay {

// Who has the visitor. Called at the end of a turn of the loop in which something changed.
class PageListener {
 public:
  virtual void on_scripts() = 0;

 protected:
  ~PageListener() = default;
};

// Whose page it is, for logs and breakers.
struct PageOf {
  std::string site;     // its id
  std::string host;     // as the visitor asked
  std::string request;  // the request's id
};

using EdgeScriptPtr = std::shared_ptr<const EdgeScript>;

// Owned by LoopCells, also after its listener has gone: a script may work on after its answer.
struct PageRun {
  PageRun(PageOf of, std::vector<EdgeScriptPtr> scripts, PageVisit visit,
          channel::Allowance allowance, PageListener& hears)
      : whose(std::move(of)),
        chain(std::move(scripts)),
        page(std::move(visit), ids(chain), std::move(allowance)),
        listener(&hears) {}

  static std::vector<channel::ScriptId> ids(const std::vector<EdgeScriptPtr>& chain) {
    std::vector<channel::ScriptId> numbers;
    for (const EdgeScriptPtr& script : chain) numbers.push_back(script->id);
    return numbers;
  }
  const EdgeScript* script(channel::ScriptId id) const {
    for (const EdgeScriptPtr& one : chain) {
      if (one->id == id) return one.get();
    }
    return nullptr;
  }

  PageOf whose;
  std::vector<EdgeScriptPtr> chain;
  PageScripts page;
  PageListener* listener;     // null: gone
  bool started = false;       // it is a page, and wants a cell
  bool in_cell = false;       // counted in its SiteCell
  bool cut = false;           // nobody wanted the answer to its end
  bool breakers_hear = true;  // its scripts' outcomes are theirs
  Clock::Mono waits_since{};  // for a cell
  Clock::Mono owes_since{};   // the cell owes it something; zero: it does not
};

}  // namespace inlay
