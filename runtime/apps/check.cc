#include "apps/check.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "apps/app_folder.h"
#include "apps/insert_filling.h"
#include "apps/options.h"
#include "apps/reporter.h"
#include "apps/utf8.h"

namespace inlay::apps {
namespace {

constexpr size_t kCombinationsMax = 1000;  // of values that the placeholders of one src may have
constexpr size_t kMissingShown = 10;       // for one src

const Field* find_field_at(const std::vector<Field>& fields, std::string_view path) {
  const size_t dot = path.find('.');
  const Field* field = find_field(fields, path.substr(0, dot));
  if (field == nullptr || dot == std::string_view::npos) return field;
  return find_field_at(field->properties, path.substr(dot + 1));
}

class FolderChecker {
 public:
  FolderChecker(const AppVersion& app, std::string_view text, std::vector<Diagnostic>& out)
      : app_(app),
        defaults_(default_options(app.manifest)),
        reporter_(text, manifest_path(app.folder.path()), out),
        out_(out) {}

  void check() {
    for (const auto& [path, content] : app_.files) check_text(path, content->bytes);
    for (const Resource& resource : app_.manifest.resources) {
      if (!resource.contents && !resource.src.is_plain()) check_placeholders(resource);
    }
    fill_inserts(app_.manifest.inserts, defaults_, manifest_path(app_.folder.path()), out_);
  }

 private:
  void check_text(const std::string& path, std::string_view bytes) {
    const size_t valid = valid_utf8(bytes);
    if (valid == bytes.size()) return;
    Reporter(bytes, app_.folder.path() + '/' + path, out_)
        .report(Rule::file_not_utf8, valid,
                "the file is not UTF-8, but is delivered as UTF-8: browsers will show wrong "
                "characters");
  }

  bool exists(const std::string& src) const {
    const auto path = inside_path(src);
    return path && app_.folder.probe(*path, kAppFileBytesMax);
  }

  void check_placeholders(const Resource& resource) {
    const bool applies = !resource.condition || resource.condition->holds(defaults_);
    const std::string usual = resource.src.fill(defaults_);
    if (applies && !exists(usual)) {
      reporter_.report(Rule::file_missing, resource.at,
                       "with the default options src names " + in_quotes(usual) +
                           ", which is not a file of the folder");
    }
    size_t missing = 0;
    for_each_choice(resource, [&](const std::string& src) {
      if (src == usual || exists(src) || ++missing > kMissingShown) return;
      reporter_.report(
          Rule::placeholder_file_missing, resource.at,
          "an option's value makes src " + in_quotes(src) + ", which is not a file of the folder");
    });
  }

  std::vector<std::string> choices(std::string_view path) const {
    constexpr std::string_view prefix = "options.";
    const Field* field = path.starts_with(prefix)
                             ? find_field_at(app_.manifest.options, path.substr(prefix.size()))
                             : nullptr;
    if (field == nullptr) field = find_field_at(app_.manifest.options, path);
    std::vector<std::string> values;
    if (field == nullptr) return values;
    for (const Json& value : field->enum_values) values.push_back(value.as_string());
    return values;
  }

  // Calls `visit` with src for each combination of values its placeholders' options may be set to.
  // A placeholder that is not chosen from a list has no end of values: then nothing can be said.
  template <typename Visit>
  void for_each_choice(const Resource& resource, Visit visit) const {
    const std::vector<std::string> paths = resource.src.paths();
    std::map<std::string, std::vector<std::string>> all;
    size_t combinations = 1;
    for (const std::string& path : paths) {
      if (all.contains(path)) continue;
      all[path] = choices(path);
      combinations *= all[path].size();
      if (combinations == 0 || combinations > kCombinationsMax) return;
    }
    for (size_t number = 0; number < combinations; ++number) {
      std::map<std::string, std::string> chosen;
      size_t rest = number;
      for (const auto& [path, values] : all) {
        chosen[path] = values[rest % values.size()];
        rest /= values.size();
      }
      std::vector<std::string> filled;
      for (const std::string& path : paths) filled.push_back(chosen[path]);
      visit(resource.src.fill(filled));
    }
  }

  const AppVersion& app_;
  const Json defaults_;
  Reporter reporter_;
  std::vector<Diagnostic>& out_;
};

}  // namespace

CheckedFolder check_folder(const std::string& path, EdgeBundler* bundler) {
  CheckedFolder checked;
  auto app = load_app_folder(path, checked.diagnostics, bundler);
  if (app) {
    checked.app = std::move(*app);
    const Result<std::string> text = checked.app->folder.read("install.json", kManifestBytesMax);
    if (text) FolderChecker(*checked.app, *text, checked.diagnostics).check();
  }
  sort_by_place(checked.diagnostics);
  return checked;
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& left, const Diagnostic& right) {
                     return std::tie(left.file, left.line, left.column) <
                            std::tie(right.file, right.line, right.column);
                   });
}

}  // namespace inlay::apps
