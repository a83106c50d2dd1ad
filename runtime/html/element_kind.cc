#include "html/element_kind.h"

#include <initializer_list>

namespace inlay::html {
namespace {

using Kinds = std::array<ElementKind, kTagCount>;

constexpr void add(Kinds& kinds, ElementKind kind, std::initializer_list<Tag> tags) {
  for (Tag tag : tags) kinds[static_cast<size_t>(tag)] |= kind;
}

constexpr Kinds make_html_kinds() {
  using enum Tag;
  Kinds kinds{};
  add(kinds, Kind::special,
      {address,   applet,   area,     article, aside,   base,     basefont,   bgsound, blockquote,
       body,      br,       button,   caption, center,  col,      colgroup,   dd,      details,
       dir,       div,      dl,       dt,      embed,   fieldset, figcaption, figure,  footer,
       form,      frame,    frameset, h1,      h2,      h3,       h4,         h5,      h6,
       head,      header,   hgroup,   hr,      html,    iframe,   img,        input,   keygen,
       li,        link,     listing,  main,    marquee, menu,     meta,       nav,     noembed,
       noframes,  noscript, object,   ol,      p,       param,    plaintext,  pre,     script,
       search,    section,  select,   source,  style,   summary,  table,      tbody,   td,
       template_, textarea, tfoot,    th,      thead,   title,    tr,         track,   ul,
       wbr,       xmp});
  add(kinds, Kind::ends_scope,
      {applet, caption, html, table, td, th, marquee, object, select, template_});
  add(kinds, Kind::ends_list_item_scope, {ol, ul});
  add(kinds, Kind::ends_button_scope, {button});
  add(kinds, Kind::ends_table_scope, {html, table, template_});
  add(kinds, Kind::implied_end, {dd, dt, li, optgroup, option, p, rb, rp, rt, rtc});
  add(kinds, Kind::implied_end_thoroughly,
      {caption, colgroup, dd, dt, li, optgroup, option, p, rb, rp, rt, rtc, tbody, td, tfoot, th,
       thead, tr});
  add(kinds, Kind::heading, {h1, h2, h3, h4, h5, h6});
  add(kinds, Kind::begins_plainly,
      {unknown,
       abbr,
       acronym,
       annotation_xml,
       audio,
       bdi,
       bdo,
       blink,
       canvas,
       cite,
       data,
       datalist,
       del,
       desc,
       dfn,
       foreign_object,
       ins,
       kbd,
       label,
       legend,
       malignmark,
       map,
       mark,
       meter,
       mglyph,
       mi,
       mn,
       mo,
       ms,
       mtext,
       output,
       picture,
       progress,
       q,
       ruby,
       samp,
       selectedcontent,
       slot,
       span,
       sub,
       sup,
       time,
       var,
       video});
  add(kinds, Kind::begins_block,
      {address, article,  aside,      blockquote, center,  details, dialog, dir, div,
       dl,      fieldset, figcaption, figure,     footer,  h1,      h2,     h3,  h4,
       h5,      h6,       header,     hgroup,     listing, main,    menu,   nav, ol,
       p,       pre,      search,     section,    summary, ul});
  add(kinds, Kind::begins_item, {dd, dt, li});
  add(kinds, Kind::leaves_nothing,
      {area, base, basefont, bgsound, br, embed, image, img, keygen, link, meta, param, source,
       track, wbr});
  add(kinds, Kind::formatting, {a, b, big, code, em, font, i, s, small, strike, strong, tt, u});
  for (ElementKind& kind : kinds) kind |= Kind::ends_plainly;
  // Formatting elements, those with markers or modes of their own, and the form element pointer's.
  for (Tag tag : {a,      b,         big,     br,     code,     em,    font,  form,    i,
                  nobr,   s,         small,   strike, strong,   tt,    u,     applet,  marquee,
                  object, template_, caption, col,    colgroup, table, tbody, td,      tfoot,
                  th,     thead,     tr,      html,   head,     body,  frame, frameset}) {
    kinds[static_cast<size_t>(tag)] &= ~Kind::ends_plainly;
  }
  return kinds;
}

constexpr Kinds make_mathml_kinds() {
  using enum Tag;
  Kinds kinds{};
  add(kinds, Kind::special | Kind::ends_scope, {mi, mo, mn, ms, mtext, annotation_xml});
  add(kinds, Kind::mathml_text_integration_point, {mi, mo, mn, ms, mtext});
  return kinds;
}

constexpr Kinds make_svg_kinds() {
  using enum Tag;
  Kinds kinds{};
  add(kinds, Kind::special | Kind::ends_scope | Kind::html_integration_point,
      {foreign_object, desc, title});
  return kinds;
}

}  // namespace

constexpr std::array<Kinds, 3> kElementKinds = {make_html_kinds(), make_mathml_kinds(),
                                                make_svg_kinds()};

}  // namespace inlay::html
