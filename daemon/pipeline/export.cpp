#include "pipeline/export.hpp"

#include "journal/run_id.hpp"
#include "pipeline/questions.hpp"
#include "query/zone.hpp"
#include "store/keys.hpp"
#include "tally/article_hash.hpp"
#include "tally/subject.hpp"

#include <set>
#include <utility>

namespace readcount::pipeline {
namespace {

using dump::Kind;

constexpr std::size_t kAtOnce = 64;  // lines that are read in one round trip; of lists one
constexpr std::size_t kDay = 8;      // the length of a day's slot

bool is_list(const dump::Line& line) { return line.kind == Kind::list || line.kind == Kind::trend; }

/// The line's values that may stand in it; broken keys and fields of later versions have others.
void keep_possible(dump::Line& line) {
  std::erase_if(line.values, [&](const auto& value) {
    return !dump::is_possible(line, value.first, value.second);
  });
}

}  // namespace

Export::Export(store::Store& store, std::string site, Time now)
    : store_(store), site_(std::move(site)), now_(now) {}

asio::awaitable<Checked<std::string>> Export::next() {
  std::string text;
  if (cursor_.empty()) {
    cursor_ = "0";
    const auto begun = co_await look_for_subjects();
    if (!begun) co_return begun.error();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now_);
    const dump::Header header{journal::RunId::random().hex(), site_,
                              query::Zone().text_of(seconds)};
    dump::write(header, text);
    ++lines_;
    co_return text;
  }
  while (text.empty() && !ended_) {
    if (to_read_.empty() && cursor_ == "0") {
      dump::write_end(++lines_, text);
      ended_ = true;
    } else if (to_read_.empty()) {
      const auto looked = co_await look_for_subjects();
      if (!looked) co_return looked.error();
    } else {
      auto lines = co_await store_.contents(take());
      if (!lines) co_return unavailable(lines.error());
      for (auto& line : *lines) write(line, text);
    }
  }
  co_return text;
}

asio::awaitable<Checked<bool>> Export::look_for_subjects() {
  auto found = co_await store_.subjects(cursor_, site_);
  if (!found) co_return unavailable(found.error());
  cursor_ = std::move(found->cursor);
  for (const auto& subject : found->subjects) {
    if (!seen_.insert(tally::hash_of(subject)).second) continue;
    if (seen_.size() > kMostSubjects) {
      co_return Problem{Code::overloaded, "there is more than one export can hold: add site=…"};
    }
    plan(subject, Kind::totals, {});
  }
  co_return true;
}

std::vector<dump::Line> Export::take() {
  std::vector<dump::Line> lines;
  do {
    lines.push_back(std::move(to_read_.front()));
    to_read_.pop_front();
  } while (!to_read_.empty() && lines.size() < kAtOnce && !is_list(lines.front()) &&
           !is_list(to_read_.front()));
  return lines;
}

void Export::write(dump::Line& line, std::string& out) {
  if (line.kind == Kind::totals) {
    // Of an article they stand in one hash with its totals.
    for (const auto kind : {Kind::about, Kind::starts}) {
      auto texts = line;
      texts.kind = kind;
      if (tally::kind_of(texts.subject) != tally::SubjectKind::article) continue;
      keep_possible(texts);
      dump::write(texts, out, lines_);
    }
  }
  keep_possible(line);
  dump::write(line, out, lines_);
  if (line.kind == Kind::totals) plan_days(line);
  if (line.kind == Kind::hours) plan_hour_lists(line);
}

/// What else there may be of a subject, from the months and days in its totals.
void Export::plan_days(const dump::Line& totals) {
  const auto& subject = totals.subject;
  const auto kind = tally::kind_of(subject);
  if (kind == tally::SubjectKind::site) plan(subject, Kind::starts, {});
  std::set<std::string> slots;
  for (const auto& [name, value] : totals.values) {
    if (dump::begin_of(std::string_view(name).substr(1))) slots.insert(name.substr(1));
  }
  for (const auto& slot : slots) {
    if (kind != tally::SubjectKind::article) plan_lists(subject, slot);
    if (slot.size() != kDay) continue;
    plan(subject, Kind::hours, slot);
    plan(subject, Kind::spread, slot);
    plan(subject, Kind::sources, slot);
    plan(subject, Kind::trend, slot);
  }
}

void Export::plan_hour_lists(const dump::Line& hours) {
  if (tally::kind_of(hours.subject) == tally::SubjectKind::article) return;
  std::set<std::string> slots;
  for (const auto& [name, value] : hours.values) slots.insert(hours.slot + name.substr(1));
  for (const auto& slot : slots) plan_lists(hours.subject, slot);
}

void Export::plan_lists(const ping::Article& subject, const std::string& slot) {
  for (const char metric : {'v', 'd', 'e'}) {
    dump::Line line{Kind::list, subject, metric, slot};
    const auto expiry = store::expiry_of(line, store_.lifetimes());
    if (!expiry || *expiry > now_) to_read_.push_front(std::move(line));
  }
}

/// Reads it next, so that what waits stays little, unless it has expired or there is no such thing.
void Export::plan(const ping::Article& subject, Kind kind, const std::string& slot) {
  dump::Line line{kind, subject, 0, slot};
  const auto expiry = store::expiry_of(line, store_.lifetimes());
  if (!dump::is_possible(line) || (expiry && *expiry <= now_)) return;
  if (kind == Kind::totals) {
    to_read_.push_back(std::move(line));
  } else {
    to_read_.push_front(std::move(line));
  }
}

}  // namespace readcount::pipeline
