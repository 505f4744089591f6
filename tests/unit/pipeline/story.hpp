#pragma once

#include "metrics/metrics.hpp"
#include "pipeline/inlet.hpp"
#include "pipeline/pipeline.hpp"
#include "store_model.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace readcount::pipeline::testing {

/// The runs of a daemon that follow each other over one journal directory and one store, and beside
/// them a plain count of the pings that were kept. All of it is retained until it is settled, so
/// nothing may be missing at the end, and nothing be there twice.
class Story {
 public:
  explicit Story(std::uint64_t segment_bytes);
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;
  ~Story();

  void ping(unsigned which, unsigned times);
  /// Page loads that are set aside.
  void set_aside(unsigned which, unsigned times);
  /// More than the pipeline holds in memory.
  void flood();
  void pass(std::chrono::milliseconds time);

  /// The run ends as with kill -9; the next one begins.
  void crash();
  /// A run that ended before has left a view of this article, and a record of a kind that is not
  /// known.
  void leave_a_strange_record(const ping::Article& article);
  /// The run ends in order; the next one begins.
  void restart();

  void remember_store() { snapshots_.push_back(store_.data); }
  /// The store goes to what it was at an earlier time: all of it, or those partitions whose number
  /// leaves `remainder` when divided by three.
  void roll_back(unsigned which, std::optional<unsigned> remainder);

  /// Whatever is applied becomes older than what is retained.
  void outlive_retention();

  StoreModel& store() noexcept { return store_; }

  /// How many records are said to be lost.
  double lost() const;

  /// Settles everything. What is not as it should be, in words; nothing when all is right.
  std::string complaint_at_the_end();

 private:
  struct Run;

  void begin_run();
  void view(ping::Article of, const std::function<void(const PingWork&)>& answered);
  void keep(std::uint64_t reader);
  void keep_set_aside(Time told);
  void look_for_kept();
  void turn();
  void look_for_removed_segments();
  void set_age(std::chrono::hours age) const;
  std::string compare();

  std::uint64_t segment_bytes_;
  std::filesystem::path directory_;
  StoreModel store_;
  metrics::Metrics metrics_;
  std::vector<StoreModel::Data> snapshots_;
  std::vector<std::filesystem::path> segments_;
  std::map<ping::Article, std::uint64_t> kept_;
  std::map<std::uint64_t, ping::Article> unanswered_;      // by reader
  std::map<ping::Article, std::uint64_t> kept_set_aside_;  // by site
  std::map<Time, ping::Article> unanswered_set_aside_;     // by what each tells, its site
  std::uint64_t readers_ = 0;                              // every ping has one of its own
  std::uint64_t refused_ = 0;
  std::unique_ptr<Run> run_;
};

}  // namespace readcount::pipeline::testing
