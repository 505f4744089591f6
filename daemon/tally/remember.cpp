// What is remembered: of what an earlier run kept, so that a repeat is known after a restart, and a
// page view that goes on; and until when, of what is told afterwards.

#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

#include <algorithm>

namespace readcount::tally {
namespace {

/// What decide() knows a page by: what it tells, wherever that counts.
std::uint64_t known_as(const Memory& memory, const Record& record) {
  if (record.told.empty()) return memory.known_as(hash_of(record.article));
  return memory.known_as(hash_of(ping::Article{record.article.site, record.told}));
}

}  // namespace

Memory& Tally::memory_of(bool past) {
  if (!past) return now_;
  return past_ ? *past_ : past_.emplace(options_.repeat_window, options_.memory);
}

void Tally::forget_past() {
  met_.add(*past_);
  past_.reset();
}

void Tally::begin_anew(const ping::Article& article) {
  if (!past_) return;
  const auto hash = hash_of(article);
  if (past_->erased.size() < Memory::kMostErased || past_->erased.contains(hash)) {
    ++past_->erased[hash];
    // Readers' credit goes by no article; who tells afterwards is trusted with some more of it.
    past_->credit = Credit(options_.memory.views);
    return;
  }
  // Too many to tell apart: all articles begin anew.
  met_.silent_views += past_->views.size();
  forget_past();
}

void Tally::withdraw_beginning(const ping::Article& article) {
  if (!past_) return;
  const auto found = past_->erased.find(hash_of(article));
  if (found != past_->erased.end() && --found->second == 0) past_->erased.erase(found);
}

void Tally::remember(const Record& record, Time now) {
  if (record.kind == RecordKind::set_aside) return;  // of no reader and no article
  auto& memory = memory_of(record.past.has_value());
  if (record.past) past_used_ = record.at;
  remember_admission(record, now);
  switch (record.kind) {
    case RecordKind::view:
      remember_view(memory, record, now);
      break;
    case RecordKind::engage:
      remember_progress(memory, record, now);
      break;
    case RecordKind::erase:
      begin_anew(record.article);
      break;
    default:
      break;
  }
}

void Tally::remember_view(Memory& memory, const Record& record, Time now) {
  const auto told = known_as(memory, record);
  if (record.counted) {
    memory.repeats.open(pair_of(record.reader, told), record.happened());
  }
  if (!record.section.empty() || !record.author.empty() || record.about) {
    auto& entry = articles_.touch(record.article);
    note_names(entry, record);
    if (record.about) entry.about_hash = hash_of(*record.about);
  }
  const auto key = pair_of(record.view, told);
  if (record.view == 0) return;
  auto* view = memory.views.find(key);
  if (view == nullptr) view = &open_view(memory, key, record.article, record.happened());
  view->has_begun = true;
  view->is_view = record.counted;
  view->section = texts_.keep(record.section);
  view->author = texts_.keep(record.author);
  remember_silence(memory, *view, record.at, now);
}

void Tally::remember_progress(Memory& memory, const Record& record, Time now) {
  const auto key = pair_of(record.view, known_as(memory, record));
  auto* view = memory.views.find(key);
  if (view == nullptr) {
    view = &open_view(memory, key, record.article, record.happened());
    view->began = record.progress.began;
    view->is_view = record.progress.is_view;
    view->section = texts_.keep(record.section);
    view->author = texts_.keep(record.author);
  } else {
    sign_of_life(memory, *view, record.article, record.happened());
  }
  view->engaged = std::max(view->engaged, record.progress.engaged);
  view->scroll = record.progress.scroll;
  view->is_completed = view->is_completed || record.progress.completed;
  remember_silence(memory, *view, record.at, now);
}

/// Whose last sign of life is an old one, is not being read now.
void Tally::remember_silence(Memory& memory, ViewTable::View& view, Time at, Time now) {
  if (now - at < ViewTable::kSilence) return;
  const auto article = view.article;
  const bool was_live = memory.views.silence_now(view);
  if (was_live && &memory == &now_) lose_live(article);
}

}  // namespace readcount::tally
