#pragma once

#include "ping/article.hpp"
#include "tally/batch.hpp"

#include <cstddef>
#include <map>
#include <vector>

namespace readcount::pipeline {

/// Old articles under which something was counted after they had been merged into another, or may
/// have been: each is to be merged once more, when what came is in the store. Pure.
class LateMerges {
 public:
  /// Whether anything came.
  enum class Came { perhaps, surely };

  struct Late {
    ping::Article article;
    Came came = Came::perhaps;
  };

  /// `through`: what came of it from this daemon's journal is not behind this record.
  void add(ping::Article article, Came came, tally::RecordNumber through);

  /// Takes out at most `most` of which everything is in the store, where that is so up to record
  /// `applied`.
  std::vector<Late> take(tally::RecordNumber applied, std::size_t most);

  std::size_t size() const noexcept { return waiting_.size(); }

 private:
  struct Waiting {
    Came came = Came::perhaps;
    tally::RecordNumber through = 0;
  };
  std::map<ping::Article, Waiting> waiting_;
};

}  // namespace readcount::pipeline
