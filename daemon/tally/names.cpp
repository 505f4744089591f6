#include "tally/names.hpp"

#include "tally/subject.hpp"

#include <boost/container_hash/hash.hpp>

namespace readcount::tally {
namespace {

// In the order of NameKind. Countries and languages are short lists by nature, but come from
// outside.
constexpr std::array<std::size_t, kNameKinds> kMost{200, 1000, 500, 200, 300, 200, 50};
constexpr std::size_t kMaxTexts = 100'000;

}  // namespace

std::size_t Names::Hash::operator()(std::string_view text) const noexcept {
  return boost::hash<std::string_view>{}(text);
}

std::string_view Names::admit(std::string_view site, NameKind kind, std::string_view name,
                              Day day) {
  if (name.empty()) return name;
  if (day != day_) {
    sites_.clear();
    day_ = day;
  }
  auto of_site = sites_.find(site);
  if (of_site == sites_.end()) of_site = sites_.emplace(std::string(site), OfSite{}).first;
  const auto index = static_cast<std::size_t>(kind);
  auto& known = of_site->second[index];
  if (known.contains(name)) return name;
  if (known.size() >= kMost[index]) {
    ++refused_;
    return kOther;
  }
  known.emplace(name);
  return name;
}

const std::string* TextPool::keep(std::string_view text) {
  if (text.empty()) return nullptr;
  std::string key(texts_.size() < kMaxTexts ? text : kOther);
  return &*texts_.insert(std::move(key)).first;
}

}  // namespace readcount::tally
