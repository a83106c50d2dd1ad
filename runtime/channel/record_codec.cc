#include "channel/record_codec.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "channel/payload.h"
#include "channel/record_fields.h"

namespace inlay::channel {
namespace {

tl::unexpected<Error> field_error(Fault fault, RecordType type, const FieldFault& what) {
  return fail(fault, Blame::self,
              std::string(record_row(static_cast<uint32_t>(type))->name) + ": " + what.field +
                  ": " + std::to_string(what.value) + ", bound " + std::to_string(what.bound));
}

template <typename Record>
Result<Record> decode_as(const Frame& frame, std::string_view payload, Scratch& scratch) {
  constexpr RecordType kType = TypeOf<Record>::value;
  PayloadReader reader(frame.subject, payload, scratch);
  Record record;
  if (!fields(reader, record)) return field_error(Fault::malformed, kType, reader.fault());
  if (reader.left() != 0) {
    FieldFault left;
    left.set("bytes after the last field", reader.left(), 0);
    return field_error(Fault::malformed, kType, left);
  }
  return record;
}

// The one alternative of the variant that has the frame's type.
template <typename Variant, size_t at = 0>
Result<Variant> decode(const Frame& frame, std::string_view payload, Scratch& scratch) {
  if constexpr (at == std::variant_size_v<Variant>) {
    return fail(Fault::malformed, Blame::self, "record of no known type");
  } else {
    using Record = std::variant_alternative_t<at, Variant>;
    if (static_cast<uint32_t>(TypeOf<Record>::value) != frame.type) {
      return decode<Variant, at + 1>(frame, payload, scratch);
    }
    auto record = decode_as<Record>(frame, payload, scratch);
    if (!record) return fail(record.error());
    return Variant(*record);
  }
}

}  // namespace

template <typename Record>
Result<EncodedRecord> encode(const Record& record, EncodeBuffer& buffer) {
  constexpr RecordType kType = TypeOf<Record>::value;
  constexpr const RecordRow* kRow = record_row(static_cast<uint32_t>(kType));
  PayloadWriter writer(buffer, kRow->payload_max);
  if (!fields(writer, record)) return field_error(Fault::too_large, kType, writer.fault());
  const EncodedRecord encoded = writer.encoded(kType);
  if (encoded.frame.payload_bytes > kRow->payload_max) {
    FieldFault whole;
    whole.set("payload bytes", encoded.frame.payload_bytes, kRow->payload_max);
    return field_error(Fault::too_large, kType, whole);
  }
  return encoded;
}

template Result<EncodedRecord> encode(const Hello&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Script&, EncodeBuffer&);
template Result<EncodedRecord> encode(const ScriptPart&, EncodeBuffer&);
template Result<EncodedRecord> encode(const ScriptEnd&, EncodeBuffer&);
template Result<EncodedRecord> encode(const DropScript&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Begin&, EncodeBuffer&);
template Result<EncodedRecord> encode(const RequestFields&, EncodeBuffer&);
template Result<EncodedRecord> encode(const ResponseFields&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Body&, EncodeBuffer&);
template Result<EncodedRecord> encode(const BodyEnd&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Cancel&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Grant&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Shutdown&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Ready&, EncodeBuffer&);
template Result<EncodedRecord> encode(const ScriptState&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Head&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Output&, EncodeBuffer&);
template Result<EncodedRecord> encode(const OutputEnd&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Consumed&, EncodeBuffer&);
template Result<EncodedRecord> encode(const LogCall&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Failure&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Matches&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Finished&, EncodeBuffer&);
template Result<EncodedRecord> encode(const Usage&, EncodeBuffer&);

Result<const RecordRow*> check_frame(const Frame& frame, Sender sender) {
  const RecordRow* row = record_row(frame.type);
  if (row == nullptr || row->sender != sender) {
    return fail(Fault::malformed, Blame::self,
                "record type " + std::to_string(frame.type) + " is not one of this side");
  }
  if (frame.payload_bytes > row->payload_max) {
    return fail(Fault::malformed, Blame::self,
                std::string(row->name) + ": " + std::to_string(frame.payload_bytes) +
                    " payload bytes, bound " + std::to_string(row->payload_max));
  }
  if (row->subject == Subject::none && frame.subject != 0) {
    return fail(Fault::malformed, Blame::self,
                std::string(row->name) + ": subject " + std::to_string(frame.subject) +
                    " where there is none");
  }
  return row;
}

Result<EdgeRecord> decode_from_edge(const Frame& frame, std::string_view payload,
                                    Scratch& scratch) {
  if (const auto row = check_frame(frame, Sender::edge); !row) return fail(row.error());
  return decode<EdgeRecord>(frame, payload, scratch);
}

Result<CellRecord> decode_from_cell(const Frame& frame, std::string_view payload,
                                    Scratch& scratch) {
  if (const auto row = check_frame(frame, Sender::cell); !row) return fail(row.error());
  return decode<CellRecord>(frame, payload, scratch);
}

bool Script::operator==(const Script& other) const {
  const auto facts = [](const Script& one) {
    return std::tie(one.script, one.style, one.preview, one.install, one.app, one.app_version,
                    one.limits, one.rights, one.options_bytes, one.files, one.files_bytes);
  };
  return facts(*this) == facts(other) && std::ranges::equal(entries, other.entries);
}

bool Begin::operator==(const Begin& other) const {
  return stream == other.stream && purpose == other.purpose && navigation == other.navigation &&
         has_body == other.has_body && trace == other.trace && method == other.method &&
         url == other.url && charset == other.charset && allowance == other.allowance &&
         std::ranges::equal(chain, other.chain);
}

bool RequestFields::operator==(const RequestFields& other) const {
  return stream == other.stream && more == other.more && std::ranges::equal(fields, other.fields);
}

bool ResponseFields::operator==(const ResponseFields& other) const {
  return stream == other.stream && status == other.status && more == other.more &&
         std::ranges::equal(fields, other.fields);
}

bool Head::operator==(const Head& other) const {
  return stream == other.stream && status == other.status && more == other.more &&
         std::ranges::equal(fields, other.fields);
}

bool LogCall::operator==(const LogCall& other) const {
  return stream == other.stream && script == other.script && level == other.level &&
         truncated == other.truncated && std::ranges::equal(pieces, other.pieces);
}

bool Matches::operator==(const Matches& other) const {
  return stream == other.stream && script == other.script &&
         std::ranges::equal(matches, other.matches);
}

bool Finished::operator==(const Finished& other) const {
  return stream == other.stream && std::ranges::equal(results, other.results);
}

}  // namespace inlay::channel
