// A surface with one of everything that bindings know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isolate/surface.h"

namespace inlay {

const Surface& test_surface();

// Stands for natives that a handler borrows.
class Tag {
 public:
  explicit Tag(std::string name) : name_(std::move(name)) {}

  std::string_view name() const { return name_; }
  Result<> set_name(std::string name);
  std::optional<std::string> get_attribute(std::string name) const;
  Result<Self> set_attribute(std::string name, std::string value);
  bool has_attribute(std::string name) const { return get_attribute(std::move(name)).has_value(); }

 private:
  std::string name_;
  std::string attribute_name_ = "id";
  std::string attribute_value_ = "main";
};
extern const ClassTable kTagClass;

// Stands for natives that scripts make and own; counts the living.
class Counter {
 public:
  static Result<std::unique_ptr<Counter>> make(std::optional<double> start);
  ~Counter() { living--; }

  double add(std::optional<double> more);
  double value() const { return value_; }
  static int32_t how_many() { return living; }

  static inline int living = 0;

 private:
  explicit Counter(double start) : value_(start) { living++; }
  double value_;
};

}  // namespace inlay
