// Where nginx 1.22 and HAProxy 2.6 (Debian 12) do another thing with a row of requests.mjs than we do, and what. It
// keeps the table honest: a row that nobody else refuses is one of taste, and says so here.
//
// `refuses`: the origin sees no whole request. `passes`: it sees requests that are well-formed. `leaks`: one of them is
// not, so that somebody behind the proxy could read it in another way.
const droppedLine = 'passes: leaves the line out';
const lenientEnds = 'passes: takes LF for a line end';
const looseHost = 'leaks: does not look into Host';
const loosePort = 'passes: does not look at the port';
const looseAddress = 'passes: does not look into the brackets';
const control = 'leaks: control characters pass';
const extraBlanks = 'passes: takes several blanks for one';
const otherLimit = 'passes: its limit is another one';
const ownMethod = 'passes: leaves unknown methods to the origin';
const notItsMatter = "passes: leaves it to the origin";
const noExtensions = 'passes: skips extensions without a look, unbounded';
const skipsTrailers = 'passes: skips trailers without a look, unbounded';
const lessBytes = 'refuses: its limit is another one';

export const elsewhere = {
  // lengths
  'chunked and a length': { haproxy: 'passes: takes the coding, drops the length, closes afterwards' },
  'a length and chunked': { haproxy: 'passes: takes the coding, drops the length, closes afterwards' },
  'chunked and a length of zero': { haproxy: 'passes: takes the coding, drops the length, closes afterwards' },
  'chunked in other letters and a length': { haproxy: 'passes: takes the coding, drops the length, closes afterwards' },
  'two equal lengths': { haproxy: 'passes: makes one of them, as RFC 9110 8.6 allows' },
  'a list of lengths': { haproxy: 'passes: makes one of them, as RFC 9110 8.6 allows' },
  'a length on a folded line': { haproxy: 'passes: unfolds' },
  'blanks around a length': { nginx: 'refuses: a tab is no blank to it' },
  // codings
  'chunked in HTTP/1.0': { haproxy: 'passes: takes the coding, closes afterwards' },
  'chunked on a folded line': { haproxy: 'passes: unfolds' },
  'chunked behind a bare LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'a blank before its name': { haproxy: 'leaks: unfolds it into Host' },
  'tabs around chunked': { nginx: 'refuses: a tab is no blank to it' },
  // chunks
  'two chunk sizes': { nginx: 'passes: skips what stands behind the size' },
  'a chunk size of 17 digits': { nginx: 'passes: leading zeros without end', haproxy: 'passes: leading zeros without end' },
  'a chunk size line that ends in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'a chunk that ends in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'chunks that end in LF and LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'chunks that end in CR LF and LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'chunks that end in LF and CR LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'chunks without their last line': { nginx: 'passes: takes the next request for a trailer' },
  'a bare LF and a chunk in an extension': { nginx: lenientEnds, haproxy: lenientEnds },
  'NUL in an extension': { nginx: noExtensions, haproxy: noExtensions },
  'a large extension': { nginx: noExtensions, haproxy: noExtensions },
  'many extensions': { nginx: noExtensions, haproxy: noExtensions },
  'large trailers': { nginx: skipsTrailers },
  'many trailers': { nginx: skipsTrailers },
  'a folded trailer': { nginx: skipsTrailers, haproxy: 'passes: unfolds' },
  'a trailer without colon': { nginx: skipsTrailers },
  'a trailer with a blank before its colon': { nginx: skipsTrailers, haproxy: 'same or leaks: now and then the blank passes' },
  'NUL in a trailer': { nginx: skipsTrailers, haproxy: control },
  'a bare LF behind the trailers': { nginx: skipsTrailers, haproxy: lenientEnds },
  'chunks over the limit': { haproxy: 'passes: has no limit' },
  // field lines
  'a folded line': { haproxy: 'passes: unfolds' },
  'a folded line of blanks': { haproxy: 'passes: unfolds' },
  'a tab before a field': { haproxy: 'leaks: unfolds it into Host' },
  'no colon': { nginx: droppedLine },
  'a byte beyond ASCII in a name': { nginx: droppedLine },
  'a bracket in a name': { nginx: droppedLine },
  'a parenthesis in a name': { nginx: droppedLine },
  'a quote in a name': { nginx: droppedLine },
  'a slash in a name': { nginx: droppedLine },
  'NUL in a value': { haproxy: control },
  'DEL in a value': { nginx: control, haproxy: control },
  'a bell in a value': { nginx: control, haproxy: control },
  'an escape sequence in a value': { nginx: control, haproxy: control },
  'a bare CR at the end of a value': { nginx: 'passes: takes CR CR LF for a line end' },
  'a bare LF in a value': { nginx: lenientEnds, haproxy: lenientEnds },
  'a request behind a bare LF in a value': { nginx: 'passes: sees two requests', haproxy: 'passes: sees two requests' },
  'lines that end in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  'the last line ends in LF': { nginx: lenientEnds, haproxy: lenientEnds },
  // hosts
  'no Host': { haproxy: 'leaks: asks for none' },
  'no Host beside an absolute target': { haproxy: 'leaks: asks for none' },
  'two equal Hosts': { haproxy: 'passes: makes one of them' },
  'an empty Host': { haproxy: looseHost },
  'a Host with a path': { haproxy: looseHost },
  'a Host with a query': { nginx: looseHost, haproxy: looseHost },
  'a Host with a fragment': { nginx: looseHost, haproxy: looseHost },
  'a Host with a backslash': { nginx: looseHost, haproxy: looseHost },
  'a Host with a user': { nginx: looseHost, haproxy: looseHost },
  'a Host with a user and a password': { nginx: looseHost, haproxy: looseHost },
  'a Host with a blank': { haproxy: looseHost },
  'a Host with a tab': { haproxy: looseHost },
  'a Host list': { haproxy: looseHost },
  'a Host with a scheme': { haproxy: looseHost },
  'a Host of brackets': { nginx: looseHost, haproxy: looseHost },
  'a Host of a quote': { nginx: looseHost, haproxy: looseHost },
  'a Host beyond ASCII': { nginx: looseHost, haproxy: looseHost },
  'a Host with NUL': { haproxy: looseHost },
  'a port that is none': { nginx: loosePort, haproxy: loosePort },
  'a port of letters': { nginx: loosePort, haproxy: loosePort },
  'a port with minus': { nginx: loosePort, haproxy: loosePort },
  'two ports': { nginx: loosePort, haproxy: loosePort },
  'only a port': { haproxy: loosePort },
  'half an address': { nginx: looseAddress, haproxy: looseAddress },
  'letters behind an address': { nginx: looseAddress, haproxy: looseAddress },
  'an address of no digits': { nginx: looseAddress, haproxy: looseAddress },
  'another Host beside an absolute target': { haproxy: 'refuses: the two must agree' },
  // request lines
  'two blanks': { nginx: extraBlanks, haproxy: extraBlanks },
  'two blanks before the version': { nginx: extraBlanks, haproxy: extraBlanks },
  'a blank at the end': { nginx: extraBlanks },
  'a tab for a blank': { haproxy: 'passes: takes a tab for a blank' },
  'a tab before the version': { haproxy: 'passes: takes a tab for a blank' },
  'another scheme': { nginx: 'passes: any scheme is http', haproxy: notItsMatter },
  'a scheme without a host': { haproxy: notItsMatter },
  'a user in the target': { haproxy: notItsMatter },
  'a bad port in the target': { nginx: loosePort },
  'the star for GET': { haproxy: notItsMatter },
  CONNECT: { haproxy: 'passes: a tunnel to the one origin it has' },
  'a method of 1000 letters': { nginx: ownMethod, haproxy: ownMethod },
  'HTTP/0.9': { nginx: 'leaks: answers it, and asks the origin without Host' },
  'HTTP/0.9 by its number': { haproxy: 'leaks: the version passes' },
  'HTTP/1.2': { nginx: 'passes: as 1.1', haproxy: 'passes: as 1.1' },
  'HTTP/1.10': { nginx: 'passes: as 1.1' },
  'HTTP/2.0': { haproxy: 'passes: as 1.1' },
  'dots and slashes in the path': { nginx: 'refuses: normalises, and this climbs above the root' },
  'coded line ends in the target': { nginx: 'refuses: decodes, and finds NUL' },
  'the scheme in capitals': { haproxy: 'passes: absolute, as it came' },
  'an absolute target without a path': { haproxy: 'passes: absolute, as it came' },
  'an absolute target with only a query': { haproxy: 'refuses: the authority and Host must agree, and it reads them differently' },
  // other protocols
  'h2c beside WebSocket': { haproxy: 'refuses: a WebSocket without its key' },
  // hops
  'an unknown expectation': { nginx: notItsMatter, haproxy: notItsMatter },
  'two expectations': { nginx: notItsMatter, haproxy: notItsMatter },
  '100-continue twice': { haproxy: notItsMatter },
  '300 names in Connection': { nginx: otherLimit, haproxy: otherLimit },
  '21 proxies before': { nginx: otherLimit, haproxy: otherLimit },
  // sequences
  'a good one, then HTTP/0.9': { nginx: 'leaks: answers it, and asks the origin without Host' },
  // sizes
  'a line of 9 000 bytes': { haproxy: otherLimit },
  '101 fields': { nginx: otherLimit },
  'a Host of 10 000 letters': { haproxy: otherLimit },
  'a long field within the limits': { nginx: lessBytes, haproxy: lessBytes },
};
