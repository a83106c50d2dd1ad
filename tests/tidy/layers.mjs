// Who may include whom, as data. tests/tidy/includes.test.mjs reads every #include and fails on what is not in here. The
// table is a start, not a cage: where real code shows a wrong row, change it and write down why in docs/decisions/.

// folder → the folders whose headers it may include, beside its own and base/. Not transitive.
export const mayInclude = {
  base: [],
  os: [],
  crypto: [],
  config: [],
  html: [],
  ratelimit: [],
  http_messages: [],
  net: ['os'],
  channel: ['os'],
  telemetry: ['os'],
  tls: ['net', 'crypto'],
  isolate: ['os'],
  dom: ['html'],
  secrets: ['crypto', 'os'],
  ocsp: ['crypto'],
  http: ['http_messages', 'net', 'tls'],
  apps: ['html', 'http_messages', 'crypto', 'os'],
  api: ['isolate', 'os', 'html', 'dom', 'http_messages', 'crypto', 'apps'],
  store: ['os', 'crypto', 'apps', 'secrets'],
  cluster: ['net'],
  cell: ['os', 'config', 'telemetry', 'channel', 'api', 'isolate', 'html', 'dom', 'http_messages', 'crypto', 'apps'],
  bundling: ['os', 'crypto', 'apps'],
  supervisor: ['os', 'crypto', 'config', 'telemetry', 'net', 'http', 'http_messages', 'apps', 'channel'],
  edge: ['os', 'config', 'telemetry', 'net', 'http', 'http_messages', 'tls', 'html', 'apps', 'channel', 'ratelimit', 'ocsp', 'cluster'],
  control: ['os', 'config', 'telemetry', 'net', 'http', 'http_messages', 'tls', 'channel', 'store', 'apps', 'ocsp', 'secrets', 'cluster'],
  egress: ['os', 'config', 'telemetry', 'net', 'channel', 'http_messages'],
};
// cli/ and main.cc put everything together, but never what belongs into a cell; cell_main.cc only starts a cell.
const everythingElse = Object.keys(mayInclude).filter((folder) => !['isolate', 'api', 'dom', 'cell'].includes(folder));
mayInclude.cli = everythingElse;
mayInclude['main.cc'] = ['cli', ...everythingElse];
mayInclude['cell_main.cc'] = ['cell'];

// Headers that the build writes → who may include them.
export const generated = {
  'inlay_versions.h': ['cli', 'main.cc'],
  'edge_prelude.h': ['api', 'cell'],
  'client_runtime.h': ['cli', 'edge', 'supervisor', 'main.cc'],
};

// Third-party headers → the only places in runtime/ that see them: a folder, or a file without its ending.
export const thirdParty = [
  [/^uv(\.h|\/)/, ['net']],
  [/^ares/, ['net/name_lookup']],
  [/^openssl\//, ['crypto', 'tls', 'ocsp', 'secrets']],
  [/^toml\+\+\//, ['config']],
  [/^rapidjson\//, ['apps', 'cli/debug_tokens']],
  [/^cmark/, ['apps']],
  [/^CLI\//, ['cli']],
  [/^zlib\.h/, ['http_messages', 'edge/bundle']], // bundles are compressed where they are built
  [/^(isa-l|brotli)\/|^zstd(_errors)?\.h/, ['http_messages']],
  [/^(v8|libplatform\/)/, ['isolate', 'api']],
  [/^gumbo/, ['dom']],
  [/^curl\//, ['egress']],
  [/^seccomp\.h/, ['os/seccomp_filter']],
];

// Free for all: C++ (no ending), C, POSIX, Linux, the compiler's intrinsics, and tl::expected, which stands in for C++23's.
export const freeForAll = /^(tl\/expected\.hpp|[a-z_0-9]+|(sys|netinet|arpa|linux|net)\/[a-z_0-9]+\.h|(assert|dirent|errno|fcntl|grp|[a-z]mmintrin|inttypes|limits|malloc|netdb|poll|pthread|pwd|sched|signal|spawn|stdlib|string|sysexits|termios|time|unistd)\.h)$/;
