#include "pipeline/list_cache.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <utility>

namespace readcount::pipeline {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTrustedAtLeast{1000};
constexpr milliseconds kTrustedAtMost = std::chrono::minutes(5);

std::string key_of(const store::ListName& name) {
  std::string key(1, name.metric);
  key += static_cast<char>('0' + static_cast<int>(name.slot.grain));
  key += std::to_string(name.slot.begin.time_since_epoch().count());
  return key.append(1, '/').append(name.subject.site).append(1, '/').append(name.subject.path);
}

Time trusted_until(const query::Piece& slot, Time now) {
  const auto since_end =
      std::chrono::floor<milliseconds>(now - query::end_of(slot.grain, slot.begin));
  return now + std::clamp(since_end / 60, kTrustedAtLeast, kTrustedAtMost);
}

}  // namespace

ArticleList::ArticleList(const std::vector<store::Listed>& listed) {
  std::size_t length = 0;
  for (const auto& one : listed) length += one.path.size();
  paths_.reserve(length);  // never grown after this: the entries look into it
  entries_.reserve(listed.size());
  for (const auto& one : listed) {
    const auto begin = paths_.size();
    paths_ += one.path;
    const auto path = std::string_view(paths_).substr(begin);
    entries_.push_back({path, boost::hash<std::string_view>{}(path), one.value});
  }
}

std::size_t ArticleList::bytes() const noexcept {
  return sizeof *this + paths_.capacity() + entries_.capacity() * sizeof(Entry);
}

ListCache::ListCache(store::Store& store, std::size_t max_bytes)
    : store_(store), max_bytes_(max_bytes) {}

asio::awaitable<store::Result<std::shared_ptr<const ArticleList>>> ListCache::get(
    store::ListName name, Time now) {
  auto key = key_of(name);
  const auto found = by_key_.find(key);
  if (found != by_key_.end() && now < found->second->until) {
    kept_.splice(kept_.begin(), kept_, found->second);
    co_return found->second->list;
  }
  const auto until = trusted_until(name.slot, now);
  const auto listed = co_await store_.list(std::move(name), kMost);
  if (!listed) co_return listed.error();
  std::shared_ptr<const ArticleList> list = std::make_shared<ArticleList>(*listed);
  keep(std::move(key), list, until);
  co_return list;
}

void ListCache::keep(std::string key, std::shared_ptr<const ArticleList> list, Time until) {
  // Another question may have fetched the same list meanwhile.
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) drop(found->second);
  bytes_ += list->bytes();
  kept_.push_front({key, std::move(list), until});
  by_key_.emplace(std::move(key), kept_.begin());
  while (bytes_ > max_bytes_) drop(std::prev(kept_.end()));
}

void ListCache::drop(std::list<Kept>::iterator kept) {
  bytes_ -= kept->list->bytes();
  by_key_.erase(kept->key);
  kept_.erase(kept);
}

}  // namespace readcount::pipeline
