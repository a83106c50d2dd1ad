// What tree construction wants to know of an element by its name and namespace.
// Source: HTML standard 13.2.4.2 "The stack of open elements" (special, scopes) and 13.2.6
// (integration points).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "html/tag_name.h"

namespace inlay::html {

enum class Namespace : uint8_t { html, mathml, svg };

// The scopes of 13.2.4.2; select scope is gone (tree_context.h).
enum class Scope : uint8_t { normal, list_item, button, table };

// Bits of what an element is.
using ElementKind = uint32_t;
struct Kind {
  static constexpr ElementKind special = 1;
  static constexpr ElementKind ends_scope = 2;  // Scope::normal, and so list_item and button
  static constexpr ElementKind ends_list_item_scope = 4;
  static constexpr ElementKind ends_button_scope = 8;
  static constexpr ElementKind ends_table_scope = 16;
  static constexpr ElementKind implied_end = 32;             // "generate implied end tags"
  static constexpr ElementKind implied_end_thoroughly = 64;  // "… all implied end tags thoroughly"
  static constexpr ElementKind html_integration_point = 128;
  static constexpr ElementKind mathml_text_integration_point = 256;
  static constexpr ElementKind heading = 512;        // h1 to h6
  static constexpr ElementKind form_pointer = 1024;  // this form is the form element pointer's
  // Where its own end tag comes while it is the current node, in the body, it is popped and that is
  // all.
  static constexpr ElementKind ends_plainly = 2048;
  // What its start tag does in the body when no formatting has to be reopened and no frameset can
  // come any more (tree_context_plain.h): it goes on the stack, and that is all; the same after a p
  // is closed, or that for an item of the list that is the current node; it makes a void element;
  // or it goes on the stack and on the list of active formatting elements.
  static constexpr ElementKind begins_plainly = 1 << 12;
  static constexpr ElementKind begins_block = 1 << 13;
  static constexpr ElementKind begins_item = 1 << 14;
  static constexpr ElementKind leaves_nothing = 1 << 15;
  static constexpr ElementKind formatting = 1 << 16;  // less nobr
};

extern const std::array<std::array<ElementKind, kTagCount>, 3> kElementKinds;  // by Namespace, Tag

// By name only: whether an annotation-xml is an integration point its attributes say.
inline ElementKind kind_of(Tag tag, Namespace space) {
  return kElementKinds[static_cast<size_t>(space)][static_cast<size_t>(tag)];
}

}  // namespace inlay::html
