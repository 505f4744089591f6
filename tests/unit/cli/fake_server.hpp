#pragma once

#include "cli/commands.hpp"
#include "cli/sheet.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
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

  /// What the command does with these addresses.
  Report run(const std::string& command, const std::vector<std::string>& urls,
             Output output = Output::table, const std::string& standard_input = {}) {
    Options options;
    options.command = find_command(command);
    options.output = output;
    options.urls = urls;
    return run(options, standard_input);
  }

  /// What `readcount WORDS…` does.
  Report run(std::vector<const char*> words) {
    words.insert(words.begin(), "readcount");
    const auto options = parse_options(static_cast<int>(words.size()), words.data());
    return options ? run(*options, {}) : failed(options.error());
  }

  std::vector<Request> asked;
  std::string written;        ///< as it is, by export
  std::vector<Report> shown;  ///< at each pause; there is one as long as there are answers
  Screen screen{false, kAnyWidth};

 private:
  Report run(const Options& options, const std::string& standard_input) {
    const auto call = [this](const Request& request) {
      asked.push_back(request);
      auto answer = answers_.front();
      answers_.pop_front();
      return answer;
    };
    std::istringstream in(standard_input);
    Desk desk{call, screen, in, {}, [this] {
                const std::chrono::seconds since_1970{1'793'534'400 + 2 * shown.size()};
                return std::chrono::system_clock::time_point(since_1970);
              }};
    desk.pause = [this](const Report& report, std::chrono::milliseconds time) {
      EXPECT_EQ(time, std::chrono::seconds(2));
      shown.push_back(report);
      return !answers_.empty();
    };
    desk.download = [&](const Request& request, const Sink& sink) -> Outcome<Response> {
      auto response = call(request);
      if (response && response->status == 200) sink(std::exchange(response->body, {}));
      return response;
    };
    desk.write = [this](std::string_view bytes) {
      written += bytes;
      return true;
    };
    desk.progress = [](const std::string&) {};
    return options.command->run(options, desk);
  }

  std::deque<Outcome<Response>> answers_;
};

}  // namespace readcount::cli
