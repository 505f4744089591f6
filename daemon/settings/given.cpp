#include "settings/given.hpp"

namespace readcount::settings {

std::vector<const Given*> values_of(const Givens& givens, const Setting& setting) {
  std::vector<const Given*> values;
  for (const auto& given : givens) {
    if (given.setting == &setting) values.push_back(&given);
  }
  return values;
}

const Given* first_of(const Givens& givens, std::string_view name) {
  for (const auto& given : givens) {
    if (given.setting->name == name) return &given;
  }
  return nullptr;
}

}  // namespace readcount::settings
