#pragma once

#include "settings/reload.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace readcount::settings {

/// One start of the daemon with what the test gives it, in a directory of its own.
class Launch : public testing::Test {
 protected:
  Launch();
  ~Launch() override;

  void give_flags(const std::vector<std::string>& flags);
  void give_variable(const std::string& entry) { variables_.push_back(entry); }
  /// Writes the system's settings file.
  void give_file(const std::string& text) { write("readcountd.toml", text); }

  /// Writes a file into the test's directory; its path.
  std::string write(const std::string& name, const std::string& text);
  std::string path(const std::string& name) const { return (directory_ / name).string(); }

  /// Loads. On an error the test fails, and the defaults come back.
  Loaded load();
  Settings settings() { return load().settings; }

  /// Loads; the error without "readcountd: ", and with the test's directory as "DIR".
  /// "" if there is none.
  std::string error();

  /// Reads anew what there is now.
  Parsed<Loaded> reload(const Loaded& in_force);
  /// The complaint, with the test's directory as "DIR". "" if there is none.
  std::string reload_error(const Loaded& in_force);

 private:
  boost::system::result<Loaded, std::string> run();
  std::string without_directory(std::string text) const;

  std::filesystem::path directory_;
  std::vector<std::string> flags_;
  std::vector<std::string> variables_;
};

}  // namespace readcount::settings
