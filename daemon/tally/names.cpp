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
  if (last_ == nullptr || last_->first != site)
    last_ = &*sites_.try_emplace(std::string(site)).first;
  return last_->second;
}

std::string_view Names::admit(std::string_view site, NameKind kind, std::string_view name,
                              Day day) {
  if (name.empty()) return name;
  if (day != day_) {
    sites_.clear();
    last_ = nullptr;
    day_ = day;
  }
  const auto index = static_cast<std::size_t>(kind);
  auto& known = of(site)[index];
  if (known.contains(name)) return name;
  if (known.size() >= kMost[index]) {
    ++refused_;
    return kOther;
  }
  known.emplace(name);
  return name;
}

std::uint32_t TextPool::keep(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
  std::string key(texts_.size() < kMaxTexts ? text : kOther);
  const auto number = static_cast<std::uint32_t>(texts_.size() + 1);
  const auto [kept, inserted] = numbers_.try_emplace(std::move(key), number);
  if (inserted) texts_.push_back(&kept->first);
  return kept->second;
}

std::string_view TextPool::text(std::uint32_t number) const noexcept {
  return number == 0 ? std::string_view() : std::string_view(*texts_[number - 1]);
}

}  // namespace readcount::tally
