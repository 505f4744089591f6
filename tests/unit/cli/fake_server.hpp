#pragma once

#include "cli/commands.hpp"
#include "cli/sheet.hpp"

#include <deque>
#include <sstream>
#include <string>
#include <vector>

namespace readcount::cli {

/// A server that answers what it was told, in that order, and keeps what it was asked.
class FakeServer {
 public:
  void answers(const std::string& body, unsigned status = 200) {
    answers_.push_back(Response{status, {}, body});
  }
  void redirects(const std::string& to) { answers_.push_back(Response{302, to, {}}); }
  void is_away() { answers_.push_back(Failure{Exit::no_server, "no server at X"}); }

  Report run(Command command, const std::vector<std::string>& urls, Output output = Output::table,
             const std::string& standard_input = {}) {
    Options options;
    options.command = command;
    options.output = output;
    options.urls = urls;
    const auto call = [this](const Request& request) {
      asked.push_back(request);
      auto answer = answers_.front();
      answers_.pop_front();
      return answer;
    };
    std::istringstream in(standard_input);
    return run_command(options, call, screen, in);
  }

  std::vector<Request> asked;
  Screen screen{false, kAnyWidth};

 private:
  std::deque<Outcome<Response>> answers_;
};

}  // namespace readcount::cli
