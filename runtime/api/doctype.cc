#include "api/doctype.h"

namespace inlay {
namespace {

constexpr std::array kAccessors{
    accessor<&ScriptDoctype::name>("name"),
    accessor<&ScriptDoctype::public_id>("publicId"),
    accessor<&ScriptDoctype::system_id>("systemId"),
};

}  // namespace

constexpr ClassTable kDoctypeClass{
    .name = "Doctype",
    .gone = "a doctype is valid only until its handler has finished",
    .constructor = {},
    .methods = {},
    .accessors = kAccessors,
    .constants = {},
    .global = true,
};

}  // namespace inlay
