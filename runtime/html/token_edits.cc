#include "html/token_edits.h"

#include <string>
#include <utility>

namespace inlay::html {
namespace {

tl::unexpected<Error> over_budget(const EditBudget& budget, size_t bytes) {
  return fail(Fault::too_large, Blame::app,
              "content: " + std::to_string(bytes) + " bytes, " + std::to_string(budget.bytes) +
                  " left for changes that wait on this page");
}

tl::unexpected<Error> not_containable(ContentPlace place) {
  if (!is_raw_text(place)) {
    return fail(Fault::refused, Blame::app,
                "content: opens something that nothing closes, such as <plaintext>");
  }
  if (place == ContentPlace::cdata) {
    return fail(Fault::refused, Blame::app,
                "content: would end the CDATA section that it stands in");
  }
  return fail(Fault::refused, Blame::app,
              "content: would end or hide the end of the <" + std::string(raw_text_name(place)) +
                  "> that it stands in");
}

}  // namespace

Result<> add_content(ContentList& list, std::string_view utf8, ContentType type, ContentPlace place,
                     TokenEdits& edits, EditBudget& budget) {
  if (utf8.empty()) return {};
  if (!budget.charge(edits, utf8.size())) return over_budget(budget, utf8.size());
  const bool in_markup = place == ContentPlace::markup || place == ContentPlace::foreign;
  auto own = std::make_unique<OwnContent>();
  own->content =
      in_markup ? Content::for_markup(utf8, type) : Content::for_place(utf8, type, place);
  if (!own->content->form(place, ContentEncoding::utf8)) return not_containable(place);
  list.add(std::move(own));
  return {};
}

Result<> add_content(ContentList& list, std::unique_ptr<ContentSource> source, ContentType type,
                     TokenEdits& edits, EditBudget& budget) {
  if (!budget.charge(edits, 0)) return over_budget(budget, 0);
  auto own = std::make_unique<OwnContent>();
  own->source = std::move(source);
  own->type = type;
  list.add(std::move(own));
  return {};
}

Result<> charge_hook(TokenEdits& edits, EditBudget& budget) {
  if (!budget.charge(edits, 0)) return over_budget(budget, 0);
  return {};
}

}  // namespace inlay::html
