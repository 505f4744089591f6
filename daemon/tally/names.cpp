#include "tally/names.hpp"

#include "tally/subject.hpp"

#include <boost/container_hash/hash.hpp>

#include <utility>

namespace readcount::tally {
namespace {

// In the order of NameKind. Countries and languages are short lists by nature, but come from
// outside.
constexpr std::array<std::size_t, kNameKinds> kMost{200, 1000, 500, 200, 300, 200, 50};
constexpr std::size_t kMaxTexts = 100'000;

}  // namespace

std::size_t TextHash::operator()(std::string_view text) const noexcept {
  return boost::hash<std::string_view>{}(text);
}

Names::OfSite& Names::of(std::string_view site) {
  if (last_ == nullptr || last_->first != site) {
    auto found = sites_.find(site);
    if (found == sites_.end()) found = sites_.try_emplace(std::string(site)).first;
    last_ = &*found;
  }
  return last_->second;
}

std::string_view Names::admit(std::string_view site, NameKind kind, std::string_view name,
                              Day day) {
  return name.empty() ? name : admit(site, kind, name, standing(site, kind, name, day));
}

std::string_view Names::admit(std::string_view site, NameKind kind, std::string_view name,
                              Standing found) {
  const auto index = static_cast<std::size_t>(kind);
  switch (found) {
    case Standing::beyond:
      ++refused_[index];
      return kOther;
    case Standing::fits:
      of(site)[index].emplace(name);
      break;
    case Standing::admitted:
      break;
  }
  return name;
}

Names::Standing Names::standing(std::string_view site, NameKind kind, std::string_view name,
                                Day day) {
  begin(day);
  const auto index = static_cast<std::size_t>(kind);
  const auto& known = of(site)[index];
  if (known.contains(name)) return Standing::admitted;
  return known.size() < kMost[index] ? Standing::fits : Standing::beyond;
}

void Names::begin(Day day) {
  if (day == day_) return;
  sites_.clear();
  last_ = nullptr;
  day_ = day;
}

std::uint32_t TextPool::keep(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
  const bool is_full = texts_.size() >= kMaxTexts;
  if (is_full) ++refused_;
  std::string key(is_full ? kOther : text);
  const auto number = static_cast<std::uint32_t>(texts_.size() + 1);
  const auto [kept, inserted] = numbers_.try_emplace(std::move(key), number);
  if (inserted) texts_.push_back(&kept->first);
  return kept->second;
}

std::string_view TextPool::text(std::uint32_t number) const noexcept {
  return number == 0 ? std::string_view() : std::string_view(*texts_[number - 1]);
}

}  // namespace readcount::tally
