#include "tally/view_table.hpp"

#include <algorithm>
#include <memory>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 2s;
constexpr std::chrono::milliseconds kMostEngaged = 24h;

}  // namespace

ViewTable::ViewTable(std::size_t max_views, std::chrono::seconds kept)
    : max_views_(std::max<std::size_t>(max_views, 1)), kept_(std::max(kept, kSilence)) {}

ViewTable::~ViewTable() {
  live_.clear_and_dispose(std::default_delete<View>{});
  silent_.clear_and_dispose(std::default_delete<View>{});
}

ViewTable::View* ViewTable::find(std::uint64_t key) const {
  const auto it = index_.find(key);
  return it == index_.end() ? nullptr : *it;
}

bool ViewTable::touch(View& view, Time now) {
  pass(now);
  view.seen = clock();
  auto& from = view.live ? live_ : silent_;
  live_.splice(live_.end(), from, Views::s_iterator_to(view));
  return !std::exchange(view.live, true);
}

bool ViewTable::silence_now(View& view) {
  const bool was_live = view.live;
  if (was_live) silence(view);
  return was_live;
}

bool ViewTable::close(View& view) {
  const bool was_live = silence_now(view);
  forget(view);
  return was_live;
}

std::uint32_t ViewTable::most_engaged(const View& view, Time now) const noexcept {
  const auto age = std::max(now - view.began, since(view.opened)) + kGrace;
  return static_cast<std::uint32_t>(
      std::chrono::floor<std::chrono::seconds>(std::min(age, kMostEngaged)).count());
}

void ViewTable::pass(Time now) noexcept {
  const auto step = now - last_;
  // Pings of one moment come in any order. Going back with each of them, and forth with the next,
  // would count the same moment twice.
  if (step < 0ms && step >= -kMaxStep) return;
  elapsed_ += std::clamp<std::chrono::milliseconds>(step, 0ms, kMaxStep);
  last_ = now;
}

ViewTable::View& ViewTable::insert(std::uint64_t key, std::uint64_t article, Time now) {
  auto view = std::make_unique<View>();
  view->key = key;
  view->article = article;
  view->began = now;
  view->opened = view->seen = clock();
  index_.insert(view.get());
  live_.push_back(*view);
  return *view.release();
}

std::uint64_t ViewTable::silence(View& view) noexcept {
  view.live = false;
  silent_.splice(silent_.end(), live_, Views::s_iterator_to(view));
  return view.article;
}

void ViewTable::forget(View& view) noexcept {
  index_.erase(&view);
  silent_.erase_and_dispose(Views::s_iterator_to(view), std::default_delete<View>{});
}

}  // namespace readcount::tally
