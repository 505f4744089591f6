#include "run/status_line.hpp"

namespace readcount::run {

std::string status_line(const pipeline::Pipeline::Standing& standing) {
  using Readiness = pipeline::Pipeline::Readiness;
  std::string line = standing.readiness == Readiness::cannot_keep
                         ? "refuses pings: the journal cannot be written"
                         : "keeps pings";
  if (standing.readiness == Readiness::foreign_writer) {
    line += "; applies nothing, another writer uses this run's id";
  } else if (!standing.store_settled) {
    line += "; Redis is away";
  }
  if (standing.unapplied > 0 && !standing.store_settled) {
    line += ", " + std::to_string(standing.unapplied) + " records wait in the journal";
  }
  return line + "; " + std::to_string(standing.articles) + " articles in memory";
}

}  // namespace readcount::run
