// Streams a page and puts into it all that needs no code of the apps: the page apps' tag at the
// place that the app format decides (docs: app format, 5.1; tag_place.h), and the inserts, in one
// pass.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "html/encoding_label.h"
#include "html/insert_program.h"
#include "html/markup_output.h"
#include "html/page_policy_source.h"
#include "html/scanner.h"

namespace inlay::html {

struct PageChanges {
  std::string_view tag;                    // empty: none. Borrowed.
  const InsertProgram* inserts = nullptr;  // null: none. Borrowed.
  InstallBits active;                      // whose inserts count here; not needed without any
  EncodingFrom encoding = EncodingFrom::page;
  PagePolicySource* policy = nullptr;  // null: the page has none. Borrowed.
};

// Every byte of the page that no insert changes or takes away leaves as it came and in order, and
// what is put in stands at the same places for every chunking. Bytes before an unfinished tag leave
// with the chunk that brought them and are not copied; of an unfinished tag at most
// limits.token_bytes_max wait. The tag and the inserts' contents are handed out as pieces of the
// program's and the caller's own memory. Inserts do not match what others put in. Where tag and
// inserts fall on one place, the tag stands first. A page that says in a meta element that it is
// ISO-2022-JP is not touched from there on: bytes of its markup may be text. Never fails. No
// allocation per chunk, nor per tag that no insert matches. Single-threaded.
class PageRewriter {
 public:
  // What is borrowed outlives this, the inserts also what was put out.
  PageRewriter(const PageChanges& changes, ScannerLimits limits);
  ~PageRewriter();
  PageRewriter(const PageRewriter&) = delete;
  PageRewriter& operator=(const PageRewriter&) = delete;

  void feed(std::string_view chunk, MarkupOutput& output);  // borrows both for the call
  void finish(MarkupOutput& output);                        // the page ends; call once

  // From now on feed() would only hand its bytes on: the caller may leave it out, and finish() too.
  bool done() const;
  bool tag_inserted() const;
  // The policy forbade the tag where its place was.
  bool tag_forbidden() const;
  uint64_t bytes_added() const;  // by the tag and by contents put in; not by changed tags
  // How many elements the inserts of each install have matched so far; by install, those that none
  // was active of may be missing.
  std::span<const uint32_t> matched() const;
  // Contents that were not put, since they cannot stand where they should (contain()).
  uint32_t refused() const;
  // The inserts would have added more than RewriterLimits allow; the rest of the page is as it
  // came.
  bool over_limit() const;
  size_t kept_bytes() const;  // of the page

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay::html
