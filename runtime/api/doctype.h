// Doctype of scripts, which can only be looked at.
#pragma once

#include "html/doctype.h"
#include "isolate/js_class.h"

namespace inlay {

// Valid for the calls of one doctype handler; borrows what it is made of.
class ScriptDoctype {
 public:
  explicit ScriptDoctype(const html::Doctype& doctype) : doctype_(doctype) {}

  const std::optional<std::string>& name() const { return doctype_.name; }
  const std::optional<std::string>& public_id() const { return doctype_.public_id; }
  const std::optional<std::string>& system_id() const { return doctype_.system_id; }

 private:
  const html::Doctype& doctype_;
};

extern const ClassTable kDoctypeClass;

}  // namespace inlay
