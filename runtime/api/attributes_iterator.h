// What Element.attributes gives to scripts: an iterator of [name, value], valid until an attribute
// is changed or the element's handler has finished.
#pragma once

#include <v8-object.h>

#include <cstdint>

#include "isolate/js_class.h"

namespace inlay {

// It holds the element's object and asks that, so it has nothing native of its own that could take
// memory or outlive something.
v8::Local<v8::Object> make_attributes_iterator(v8::Isolate* isolate, v8::Local<v8::Object> element,
                                               uint32_t attributes_version);

extern const ClassTable kAttributesIteratorClass;

}  // namespace inlay
