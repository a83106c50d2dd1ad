// The wire's table: each record's fields in their order, with their bounds. One description serves
// for writing and for reading (payload.h).
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "channel/payload.h"
#include "channel/records.h"

namespace inlay::channel {

// A record to be written is const, one to be read is not.
template <typename R, typename Record>
concept Is = std::same_as<std::remove_const_t<R>, Record>;

template <typename Record>
struct TypeOf;
template <RecordType type>
struct HasType {
  static constexpr RecordType value = type;
};

// ---- edge → cell ----

template <>
struct TypeOf<Hello> : HasType<RecordType::hello> {};
template <typename Io, Is<Hello> R>
bool fields(Io& io, R& r) {
  return io.number("version", r.version) && io.text("site", r.site, kSiteBytesMax) &&
         io.number("body_window", r.body_window, 2 * kChunkBytesMax, kWindowBytesMax) &&
         io.number("output_window", r.output_window, 2 * kChunkBytesMax, kWindowBytesMax);
}

template <typename Io, Is<ScriptLimits> R>
bool fields(Io& io, R& r) {
  return io.number("cpu_ms", r.cpu_ms) && io.number("wall_ms", r.wall_ms) &&
         io.number("heap_bytes", r.heap_bytes) && io.number("external_bytes", r.external_bytes) &&
         io.number("output_bytes", r.output_bytes) && io.number("log_bytes", r.log_bytes) &&
         io.number("timers", r.timers) && io.number("subrequests", r.subrequests);
}

template <typename Io, Is<ScriptRights> R>
bool fields(Io& io, R& r) {
  return io.flag("html_modify", r.html_modify) && io.flag("cookies", r.cookies) &&
         io.flag("request_body", r.request_body);
}

template <>
struct TypeOf<Script> : HasType<RecordType::script> {};
template <typename Io, Is<Script> R>
bool fields(Io& io, R& r) {
  return io.subject(r.script) && io.choice("style", r.style, kScriptStyles) &&
         io.flag("preview", r.preview) && io.text("install", r.install, kIdBytesMax) &&
         io.text("app", r.app, kIdBytesMax) && io.text("app_version", r.app_version, kIdBytesMax) &&
         io.list(
             "entries", r.entries,
             [](auto& each, auto& path) { return each.text("entry", path, kPathBytesMax); },
             kScriptEntriesMax) &&
         fields(io, r.limits) && fields(io, r.rights) &&
         io.number("options_bytes", r.options_bytes, 0, kScriptBytesMax) &&
         io.number("files", r.files, 1, kScriptFilesMax) &&
         io.number("files_bytes", r.files_bytes, 0, kScriptBytesMax);
}

template <>
struct TypeOf<ScriptPart> : HasType<RecordType::script_part> {};
template <typename Io, Is<ScriptPart> R>
bool fields(Io& io, R& r) {
  return io.subject(r.script) && io.choice("kind", r.kind, kPartKinds) &&
         io.text("path", r.path, kPathBytesMax) && io.rest("bytes", r.bytes, kChunkBytesMax);
}

template <>
struct TypeOf<ScriptEnd> : HasType<RecordType::script_end> {};
template <typename Io, Is<ScriptEnd> R>
bool fields(Io& io, R& r) {
  return io.subject(r.script);
}

template <>
struct TypeOf<DropScript> : HasType<RecordType::drop_script> {};
template <typename Io, Is<DropScript> R>
bool fields(Io& io, R& r) {
  return io.subject(r.script);
}

template <>
struct TypeOf<Begin> : HasType<RecordType::begin> {};
template <typename Io, Is<Begin> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.choice("purpose", r.purpose, kPurposes) &&
         io.flag("navigation", r.navigation) && io.flag("has_body", r.has_body) &&
         io.flag("trace", r.trace) && io.text("method", r.method, kMethodBytesMax) &&
         io.text("url", r.url, kUrlBytesMax) && io.text("charset", r.charset, kCharsetBytesMax) &&
         io.number("allowance", r.allowance, 0, kAllowanceBytesMax) &&
         io.list("chain", r.chain, [](auto& in, auto& id) { return in.number("chain", id); });
}

template <typename Io, Is<Field> R>
bool fields(Io& io, R& r) {
  return io.text("name", r.name, kFieldBytesMax) && io.text("value", r.value, kFieldBytesMax);
}
// For items that are described like records.
inline constexpr auto kItem = [](auto& io, auto& item) { return fields(io, item); };

template <>
struct TypeOf<RequestFields> : HasType<RecordType::request_fields> {};
template <typename Io, Is<RequestFields> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.flag("more", r.more) && io.list("fields", r.fields, kItem);
}

template <>
struct TypeOf<ResponseFields> : HasType<RecordType::response_fields> {};
template <typename Io, Is<ResponseFields> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("status", r.status, kStatusMin, kStatusMax) &&
         io.flag("more", r.more) && io.list("fields", r.fields, kItem);
}

template <>
struct TypeOf<Body> : HasType<RecordType::body> {};
template <typename Io, Is<Body> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.rest("bytes", r.bytes, kChunkBytesMax);
}

template <>
struct TypeOf<BodyEnd> : HasType<RecordType::body_end> {};
template <typename Io, Is<BodyEnd> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.choice("ending", r.ending, kBodyEndings);
}

template <>
struct TypeOf<Cancel> : HasType<RecordType::cancel> {};
template <typename Io, Is<Cancel> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream);
}

template <>
struct TypeOf<Grant> : HasType<RecordType::grant> {};
template <typename Io, Is<Grant> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("bytes", r.bytes, 1, kWindowBytesMax);
}

template <>
struct TypeOf<Shutdown> : HasType<RecordType::shutdown> {};
template <typename Io, Is<Shutdown> R>
bool fields(Io&, R&) {
  return true;
}

// ---- cell → edge ----

template <>
struct TypeOf<Ready> : HasType<RecordType::ready> {};
template <typename Io, Is<Ready> R>
bool fields(Io& io, R& r) {
  return io.number("version", r.version) &&
         io.text("confinement", r.confinement, kConfinementBytesMax);
}

template <typename Io, Is<ErrorText> R>
bool fields(Io& io, R& r) {
  return io.text("name", r.name, kErrorNameBytesMax) &&
         io.text("message", r.message, kMessageBytesMax) &&
         io.text("stack", r.stack, kStackBytesMax) && io.text("file", r.file, kPathBytesMax) &&
         io.number("line", r.line) && io.number("column", r.column);
}

template <>
struct TypeOf<ScriptState> : HasType<RecordType::script_state> {};
template <typename Io, Is<ScriptState> R>
bool fields(Io& io, R& r) {
  return io.subject(r.script) && io.choice("outcome", r.outcome, kOutcomes.size()) &&
         fields(io, r.error);
}

template <>
struct TypeOf<Head> : HasType<RecordType::head> {};
template <typename Io, Is<Head> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("status", r.status, kStatusMin, kStatusMax) &&
         io.flag("more", r.more) && io.list("fields", r.fields, kItem);
}

template <>
struct TypeOf<Output> : HasType<RecordType::output> {};
template <typename Io, Is<Output> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.flag("held", r.held) && io.offset("offset", r.offset) &&
         io.text("restore", r.restore, kRestoreBytesMax) &&
         io.rest("bytes", r.bytes, kChunkBytesMax);
}

template <>
struct TypeOf<OutputEnd> : HasType<RecordType::output_end> {};
template <typename Io, Is<OutputEnd> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.choice("ending", r.ending, kBodyEndings);
}

template <>
struct TypeOf<Consumed> : HasType<RecordType::consumed> {};
template <typename Io, Is<Consumed> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("bytes", r.bytes, 1, kWindowBytesMax);
}

template <>
struct TypeOf<LogCall> : HasType<RecordType::log> {};
template <typename Io, Is<LogCall> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("script", r.script) &&
         io.choice("level", r.level, kLogLevels) && io.flag("truncated", r.truncated) &&
         io.list("pieces", r.pieces,
                 [](auto& in, auto& text) { return in.text("piece", text, kLogBytesMax); });
}

template <>
struct TypeOf<Failure> : HasType<RecordType::failure> {};
template <typename Io, Is<Failure> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("script", r.script) &&
         io.choice("outcome", r.outcome, kOutcomes.size()) && io.flag("unhandled", r.unhandled) &&
         fields(io, r.error);
}

template <typename Io, Is<Match> R>
bool fields(Io& io, R& r) {
  return io.text("selector", r.selector, kSelectorBytesMax) && io.number("count", r.count);
}

template <>
struct TypeOf<Matches> : HasType<RecordType::matches> {};
template <typename Io, Is<Matches> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.number("script", r.script) &&
         io.list("matches", r.matches, kItem);
}

template <typename Io, Is<ScriptResult> R>
bool fields(Io& io, R& r) {
  return io.number("script", r.script) && io.choice("outcome", r.outcome, kOutcomes.size()) &&
         io.number("cpu_us", r.cpu_us) && io.number("heap_bytes", r.heap_bytes);
}

template <>
struct TypeOf<Finished> : HasType<RecordType::finished> {};
template <typename Io, Is<Finished> R>
bool fields(Io& io, R& r) {
  return io.subject(r.stream) && io.list("results", r.results, kItem);
}

template <>
struct TypeOf<Usage> : HasType<RecordType::usage> {};
template <typename Io, Is<Usage> R>
bool fields(Io& io, R& r) {
  return io.number("heap_bytes", r.heap_bytes) && io.number("external_bytes", r.external_bytes) &&
         io.number("cpu_us", r.cpu_us) && io.number("isolates", r.isolates);
}

}  // namespace inlay::channel
