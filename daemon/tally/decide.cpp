// What a ping is: a view or a repeat, how much further a page view has got, an event.

#include "ping/text.hpp"
#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

#include <algorithm>
#include <utility>

namespace readcount::tally {
namespace {

using ping::Outcome;

constexpr std::uint8_t kEnd = 100;  // the scroll depth at which an article's end was seen

Record begin_record(ping::Ping& ping, const ReaderKeys& reader) {
  Record record;
  record.kind = ping.kind;
  record.article = std::move(ping.article);
  record.at = ping.at;
  record.reader = reader.today;
  record.view = ping.view;
  return record;
}

bool is_completion(std::uint32_t engaged, std::uint8_t scroll, std::uint32_t read_seconds) {
  return engaged >= read_seconds && scroll == kEnd;
}

/// What became of a page view by this progress.
void judge(Progress& progress, std::chrono::seconds read_seconds) {
  if (!progress.is_view) {
    progress.scroll = progress.scroll_before;
    return;
  }
  const auto least = static_cast<std::uint32_t>(read_seconds.count());
  progress.read = progress.engaged_before < least && progress.engaged >= least;
  progress.completed = is_completion(progress.engaged, progress.scroll, least) &&
                       !is_completion(progress.engaged_before, progress.scroll_before, least);
}

bool is_news(const Progress& progress) {
  return progress.engaged > progress.engaged_before || progress.scroll > progress.scroll_before;
}

}  // namespace

Decision Tally::decide(ping::Ping& ping, const ReaderKeys& reader) {
  Decision decision;
  switch (ping.kind) {
    case ping::Kind::view:
      decide_view(ping, reader, decision);
      break;
    case ping::Kind::engage:
      decide_engage(ping, reader, decision);
      break;
    case ping::Kind::event:
      decide_event(ping, reader, decision);
      break;
  }
  return decision;
}

void Tally::decide_view(ping::Ping& ping, const ReaderKeys& reader, Decision& decision) {
  const auto article = hash_of(ping.article);
  const auto key = pair_of(ping.view, article);
  auto* view = ping.view == 0 ? nullptr : views_.find(key);
  if (view != nullptr && view->has_begun) {  // the same ping again
    sign_of_life(*view, ping.article, ping.at);
    return;
  }

  const auto seen = look(ping, reader);
  const bool repeat = seen == RepeatWindow::Seen::within;
  if (!repeat) {
    decision.undo.pair = pair_of(reader.today, article);
    decision.undo.window_before = repeats_.open(*decision.undo.pair, ping.at);
  }
  if (ping.view != 0 && view == nullptr) {
    view = &open_view(key, ping.article, ping.at);
    decision.undo.opened_view = key;
  }
  if (view != nullptr) {
    // One that was known already had been overtaken by what came after it.
    if (!decision.undo.opened_view) decision.undo.begun_view = key;
    view->has_begun = true;
    view->is_view = !repeat;
  }
  auto& record = decision.record.emplace(begin_record(ping, reader));
  record.counted = !repeat;
  record.new_reader = seen == RepeatWindow::Seen::never;
  name_sources(ping.sources, record);
  file_under(ping.about, record);
  decision.outcome = repeat ? Outcome::repeat : Outcome::counted;
}

/// Whether the reader has seen the article lately.
RepeatWindow::Seen Tally::look(const ping::Ping& ping, const ReaderKeys& reader) const {
  const auto article = hash_of(ping.article);
  const auto seen = repeats_.look(pair_of(reader.today, article), ping.at);
  if (seen == RepeatWindow::Seen::within || !reader.yesterday) return seen;
  // The same reader had another key before midnight.
  const auto yesterday = repeats_.look(pair_of(*reader.yesterday, article), ping.at);
  return yesterday == RepeatWindow::Seen::within ? yesterday : seen;
}

void Tally::decide_engage(ping::Ping& ping, const ReaderKeys& reader, Decision& decision) {
  const auto key = pair_of(ping.view, hash_of(ping.article));
  auto* view = views_.find(key);
  Progress progress;
  if (view != nullptr) {
    sign_of_life(*view, ping.article, ping.at);
    progress = progress_of_known(*view, ping);
    decision.undo.moved_view = key;
    decision.undo.engaged_before = view->engaged;
    decision.undo.scroll_before = view->scroll;
  } else {
    const auto believed = progress_of_unknown(ping, reader);
    if (!believed) return;
    progress = *believed;
    view = &open_view(key, ping.article, ping.at);
    view->began = progress.began;
    decision.undo.opened_view = key;
  }
  judge(progress, options_.read_seconds);
  view->engaged = progress.engaged;
  view->scroll = progress.scroll;
  if (!is_news(progress)) return;

  auto& record = decision.record.emplace(begin_record(ping, reader));
  record.progress = progress;
  file_under({}, record);
  decision.outcome = Outcome::counted;
}

/// Running totals only grow, and not beyond the time that has passed. What was reported, some
/// daemon has counted, if not this one; of the scroll depth that cannot be told.
Progress Tally::progress_of_known(const ViewTable::View& view, const ping::Ping& ping) const {
  Progress progress;
  progress.began = view.began;
  progress.is_view = view.is_view;
  progress.scroll_before = view.scroll;
  const auto possible = std::min(ping.engagement.engaged, views_.most_engaged(view, ping.at));
  progress.engaged = std::max(view.engaged, possible);
  const auto counted = std::max(view.engaged, ping.engagement.reported);
  progress.engaged_before = std::min(counted, progress.engaged);
  progress.scroll = std::max(view.scroll, ping.engagement.scroll);
  return progress;
}

/// This daemon did not see the view begin, or has forgotten it: what was reported before is taken
/// for counted, the scroll depth with it, and the view for as old as it says. Whoever makes up such
/// views pays with his credit: for each of them a second at least, for a read as much as a read
/// takes. Nothing: the reader has no credit.
std::optional<Progress> Tally::progress_of_unknown(const ping::Ping& ping,
                                                   const ReaderKeys& reader) {
  const auto& told = ping.engagement;
  const auto read = static_cast<std::uint32_t>(options_.read_seconds.count());
  const auto wanted = told.engaged - told.reported;
  const bool would_be_read = told.reported < read && told.engaged >= read;
  const auto paid =
      credit_.allow(reader.today, would_be_read ? std::max(wanted, read) : wanted, ping.at);
  if (paid == 0) return std::nullopt;
  Progress progress;
  progress.engaged_before = told.reported;
  progress.engaged = told.reported + std::min(paid, wanted);
  if (would_be_read && paid < read) progress.engaged = std::min(progress.engaged, read - 1);
  progress.scroll_before = told.reported > 0 ? told.scroll : 0;
  progress.scroll = told.scroll;
  progress.began = ping.at - std::chrono::seconds{progress.engaged};
  return progress;
}

void Tally::decide_event(ping::Ping& ping, const ReaderKeys& reader, Decision& decision) {
  if (auto* view = views_.find(pair_of(ping.view, hash_of(ping.article)))) {
    sign_of_life(*view, ping.article, ping.at);
  }
  auto& record = decision.record.emplace(begin_record(ping, reader));
  record.event = names_.admit(record.article.site, NameKind::event, ping.event, day_of(record.at));
  decision.outcome = Outcome::counted;
}

void Tally::withdraw(const Decision& decision) {
  const auto& undo = decision.undo;
  if (undo.pair) repeats_.put_back(*undo.pair, undo.window_before);
  if (undo.opened_view) {
    auto* view = views_.find(*undo.opened_view);
    if (view == nullptr) return;
    const auto article = view->article;
    if (views_.close(*view)) lose_live(article);
  }
  if (undo.begun_view) {
    auto* view = views_.find(*undo.begun_view);
    if (view == nullptr) return;
    view->has_begun = false;
    view->is_view = true;
  }
  if (undo.moved_view) {
    auto* view = views_.find(*undo.moved_view);
    if (view == nullptr) return;
    view->engaged = undo.engaged_before;
    view->scroll = undo.scroll_before;
  }
}

void Tally::name_sources(const ping::Sources& told, Record& record) {
  if (!record.counted) return;
  const auto admit = [&](NameKind kind, const std::string& name) {
    return names_.admit(record.article.site, kind, name, day_of(record.at));
  };
  record.sources.referrer = admit(NameKind::referrer, told.referrer);
  record.sources.campaign = admit(NameKind::campaign, told.campaign);
  record.sources.country = admit(NameKind::country, told.country);
  record.sources.language = admit(NameKind::language, told.language);
  record.sources.channel = told.channel;
  record.sources.device = told.device;
}

/// By what the page says now, else by what it was known for: its section and author; and whether it
/// says something new.
void Tally::file_under(const ping::Metadata& about, Record& record) {
  const auto* entry = articles_.find(record.article);
  const auto name = [&](NameKind kind, const std::string& said, std::uint32_t known) {
    if (said.empty()) return texts_.text(known);
    return names_.admit(record.article.site, kind, ping::cut(said, kMaxSubjectName),
                        day_of(record.at));
  };
  record.section = name(NameKind::section, about.section, entry != nullptr ? entry->section : 0);
  record.author = name(NameKind::author, about.author, entry != nullptr ? entry->author : 0);
  const auto hash = hash_of(about);
  if (hash != 0 && (entry == nullptr || entry->about_hash != hash)) record.about = about;
}

ViewTable::View& Tally::open_view(std::uint64_t key, const ping::Article& article, Time now) {
  auto& view =
      views_.open(key, hash_of(article), now, [this](std::uint64_t ended) { lose_live(ended); });
  gain_live(article);
  return view;
}

void Tally::sign_of_life(ViewTable::View& view, const ping::Article& article, Time now) {
  if (views_.touch(view, now)) gain_live(article);
}

void Tally::gain_live(const ping::Article& article) {
  // One after the other: an entry that is read now stays when the next one needs room.
  const auto gain = [this](Entry& entry) {
    if (entry.live++ == 0) read_now_.insert(&entry);
  };
  gain(articles_.touch(article));
  gain(articles_.touch(site_of(article)));
}

void Tally::lose_live(std::uint64_t article_hash) {
  auto* article = articles_.find(article_hash);
  if (article == nullptr) return;
  for (auto* entry : {article, articles_.find(site_of(article->article))}) {
    // Two articles of one hash, should they ever meet, may have gained where the other one loses.
    if (entry == nullptr || entry->live == 0) continue;
    if (--entry->live == 0) read_now_.erase(entry);
  }
}

LiveCounts Tally::live() const {
  LiveCounts counts;
  counts.reserve(read_now_.size());
  for (const auto* entry : read_now_) counts.push_back({entry->article, entry->live});
  return counts;
}

void Tally::expire_views(Time now) {
  views_.expire(now, [this](std::uint64_t ended) { lose_live(ended); });
}

}  // namespace readcount::tally
