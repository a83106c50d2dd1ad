// Where nginx 1.22 and HAProxy 2.6 (Debian 12) do another thing with a row of responses.mjs than we do, and what. See
// requests_elsewhere.mjs.
//
// `refuses`: the visitor gets an error page or a cut connection. `passes`: a whole and well-formed answer. `leaks`: one
// that is not well-formed, or somebody gets another one's answer afterwards. `hangs`: no answer in time.
const status = 'leaks: any status passes';
const version = 'passes: as 1.1';
const lenientEnds = 'passes: takes LF for a line end';
const extraBlanks = 'passes: takes several blanks for one';
const control = 'leaks: control characters pass';
const anyName = 'leaks: any name passes';
const droppedLine = 'passes: leaves the line out';
const unfolds = 'passes: unfolds';
const otherLimit = 'passes: its limit is another one';
const lessBytes = 'refuses: its limit is another one';
const codingWins = 'passes: takes the coding, drops the length';
const oneLength = 'passes: makes one of them, as RFC 9110 8.6 allows';
const looseCoding = 'passes: looks for the word chunked';
const switches = 'passes: a switch that was not asked for';
const noExtensions = 'passes: skips extensions without a look, unbounded';
const skipsTrailers = 'passes: skips trailers without a look, unbounded';
const noInterim = 'refuses: closes when an interim answer comes';

export const elsewhere = {
  // status lines
  'HTTP/0.9 by its number': { haproxy: 'leaks: the version passes' },
  'HTTP/1.2': { nginx: version, haproxy: version },
  'HTTP/1.10': { nginx: version },
  'a status of two digits': { haproxy: status },
  'a status of four digits': { haproxy: status },
  'a status with a point': { nginx: status },
  'status 0': { nginx: status, haproxy: status },
  'status 099': { nginx: status, haproxy: status },
  'status 600': { nginx: status, haproxy: status },
  'status 999': { nginx: status, haproxy: status },
  'two blanks': { nginx: extraBlanks, haproxy: extraBlanks },
  'a tab': { haproxy: 'passes: takes a tab for a blank' },
  'a blank line before': { haproxy: 'passes: skips it' },
  'NUL in the reason': { nginx: control, haproxy: control },
  'an answer behind a bare LF in the reason': { nginx: lenientEnds, haproxy: lenientEnds },
  'two status lines': { nginx: droppedLine },
  'a status line of 9 000 bytes': { haproxy: otherLimit },
  // field lines
  'lines that end in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'one line that ends in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'the last line ends in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'a line that ends in CR CR LF': { nginx: 'passes: takes CR CR LF for a line end' },
  'a cookie behind a bare LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'NUL in a value': { haproxy: control },
  'NUL in Location': { haproxy: control },
  'DEL in a value': { nginx: control, haproxy: control },
  'an escape sequence in a value': { nginx: control, haproxy: control },
  'a byte beyond ASCII in a name': { nginx: anyName },
  'a parenthesis in a name': { nginx: anyName },
  'a folded line': { haproxy: unfolds },
  'a length on a folded line': { haproxy: unfolds },
  'no colon': { nginx: droppedLine },
  '201 fields': { nginx: otherLimit },
  '200 fields': { haproxy: lessBytes },
  '300 names in Connection': { nginx: otherLimit, haproxy: otherLimit },
  'a page type of many parameters': { nginx: lessBytes, haproxy: lessBytes },
  // framing
  'two lengths in other letters': { nginx: 'passes: takes the last one' },
  'two equal lengths': { nginx: oneLength, haproxy: oneLength },
  'a list of lengths': { haproxy: oneLength },
  'chunked and a length': { nginx: codingWins, haproxy: codingWins },
  'chunked and a length of zero': { nginx: codingWins, haproxy: codingWins },
  'chunked twice': { nginx: looseCoding },
  'gzip and chunked': { nginx: looseCoding },
  'chunked not last': { nginx: looseCoding },
  'chunked with a parameter': { nginx: looseCoding },
  'chunked behind a vertical tab': { nginx: looseCoding },
  'an empty coding': { haproxy: 'leaks: passes it on' },
  'chunked in HTTP/1.0': { nginx: codingWins, haproxy: codingWins },
  'chunked in capitals': { haproxy: 'passes: the chunks themselves, as a body' },
  // interim
  '101 unasked': { nginx: switches },
  '101 to h2c': { nginx: switches, haproxy: switches },
  'nine interim answers': { haproxy: otherLimit },
  'an interim answer with a length': { nginx: noInterim },
  'eight interim answers': { nginx: noInterim },
  // chunks
  'two chunk sizes': { nginx: 'passes: skips what stands behind the size' },
  'a chunk size of 17 digits': { nginx: 'passes: leading zeros without end', haproxy: 'passes: leading zeros without end' },
  'a chunk that ends in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'chunks that end in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'NUL in an extension': { nginx: noExtensions, haproxy: noExtensions },
  'a large extension': { nginx: noExtensions, haproxy: noExtensions },
  'many extensions': { nginx: noExtensions, haproxy: noExtensions },
  'large trailers': { nginx: skipsTrailers },
  'many trailers': { nginx: skipsTrailers },
  'a folded trailer': { nginx: skipsTrailers, haproxy: unfolds },
  'a trailer without colon': { nginx: skipsTrailers },
  'an answer for a trailer': { nginx: skipsTrailers },
  // ends
  'until the end, reset': { haproxy: 'passes: a reset is an end' },
  // stops
  'interim answers that trickle in': { nginx: 'hangs: each is an answer in time', haproxy: 'hangs: each is an answer in time' },
};
