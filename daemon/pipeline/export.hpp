#pragma once

#include "base/asio.hpp"
#include "base/problem.hpp"
#include "dump/line.hpp"
#include "store/store.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// One export under way: everything that the store keeps of a site, or of all sites, as lines.
///
/// How it works. It steps through the store's keys, and takes each subject it meets: its totals
/// name the days in which something was counted, these the hours; of each it reads what is kept. A
/// step asks for little, so that the store does other work in between. What is counted meanwhile
/// may be in one line and not in another.
///
/// Memory: one list at a time, and 8 bytes a subject, since the store may name one twice. At most
/// kMostSubjects. Belongs to the pipeline's executor; one next() at a time.
class Export {
 public:
  static constexpr std::size_t kMostSubjects = 10'000'000;

  Export(store::Store& store, std::string site, Time now);

  /// More whole lines; an empty text: that was all, the last line has been given.
  asio::awaitable<Checked<std::string>> next();

 private:
  asio::awaitable<Checked<bool>> look_for_subjects();
  std::vector<dump::Line> take();
  void plan_days(const dump::Line& totals);
  void plan_hour_lists(const dump::Line& hours);
  void plan_lists(const ping::Article& subject, const std::string& slot);
  void plan(const ping::Article& subject, dump::Kind kind, const std::string& slot);
  void write(dump::Line& line, std::string& out);

  store::Store& store_;
  std::string site_;
  Time now_;
  std::string cursor_;  // empty: not begun
  bool ended_ = false;
  std::deque<dump::Line> to_read_;  // without values; the front is next
  boost::unordered_flat_set<std::uint64_t> seen_;
  std::uint64_t lines_ = 0;
};

}  // namespace readcount::pipeline
