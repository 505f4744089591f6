#pragma once

#include "pipeline/pipeline.hpp"

#include <string>

namespace readcount::run {

/// What `systemctl status` shows of the daemon: one line, for instance
/// "keeps pings; Redis is away, 1200 records wait in the journal; 88 articles in memory". Pure.
std::string status_line(const pipeline::Pipeline::Standing& standing);

}  // namespace readcount::run
