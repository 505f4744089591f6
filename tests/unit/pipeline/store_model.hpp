#pragma once

#include "store/store.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace readcount::pipeline::testing {

/// What a store is to the pipeline, in memory: the rule of the markers, and a connection that can
/// be lost at any point. In this program store::Store is a connection to the one that lives
/// (store_model.cpp stands in for store.cpp), so the pipeline is the real one.
///
/// One at a time. One thread.
class StoreModel {
 public:
  struct Sum {
    std::uint64_t loads = 0;
    std::uint64_t views = 0;
    std::uint64_t engaged = 0;
    std::uint64_t set_aside = 0;
    std::set<ping::ReaderKey> readers;

    tally::Totals totals() const { return {loads, views, readers.size(), 0, 0, engaged}; }
  };
  struct Partition {
    std::map<std::string, tally::RecordNumber> markers;
    std::map<ping::Article, Sum> sums;
  };

  /// All that a dump of it would hold.
  struct Data {
    std::map<tally::Partition, Partition> partitions;
    std::map<Day, store::Salt> salts;
  };

  /// What becomes of an apply().
  enum class Fate {
    answered,
    lost_before,    ///< the connection ends before it arrives
    lost_after,     ///< … when all of it is in
    lost_half_way,  ///< … when half of the batches are in
    late,           ///< … and it arrives behind some commands of the next connection
    half_refused,   ///< every second batch is answered "later"
  };

  StoreModel();
  StoreModel(const StoreModel&) = delete;
  StoreModel& operator=(const StoreModel&) = delete;
  ~StoreModel();

  static StoreModel& instance();

  void cut();       ///< ends the connection
  void set_away();  ///< the same, and there is no other until set_back()
  void set_back() { away_ = false; }
  void fate_of_next(Fate fate, unsigned commands_later);

  tally::Totals totals(const ping::Article& article);
  std::uint64_t set_aside(const ping::Article& site);

  Data data;

  // For store::Store.
  bool is_away() const noexcept { return away_; }
  std::uint64_t connection() const noexcept { return connection_; }
  void arrived();
  Fate take_fate();
  void keep_for_later(std::string producer, std::vector<tally::Batch> batches);
  store::Applied apply(const std::string& producer, const tally::Batch& batch);

 private:
  struct Late {
    unsigned commands = 0;  // until it arrives
    std::string producer;
    std::vector<tally::Batch> batches;
  };

  bool away_ = false;
  std::uint64_t connection_ = 1;
  Fate fate_ = Fate::answered;
  unsigned commands_later_ = 0;
  std::vector<Late> late_;
};

}  // namespace readcount::pipeline::testing
