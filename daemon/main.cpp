#include "base/log.hpp"
#include "run/daemon.hpp"
#include "settings/load.hpp"

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>

namespace {

constexpr int kFailed = 1;
constexpr int kBadSettings = 2;

int complain(int exit_code, const std::string& text) {
  std::cerr << "readcountd: " << text << '\n';
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto loaded = readcount::settings::load(argc, argv, environ);
    if (!loaded) return complain(kBadSettings, loaded.error());
    if (loaded->mode == readcount::settings::Mode::explain) {
      std::cout << loaded->text;
      return 0;
    }
    if (loaded->mode == readcount::settings::Mode::check) {
      readcount::run::check(loaded->settings);
      std::cout << "readcountd: the settings are valid\n";
      return 0;
    }
    readcount::open_log(loaded->settings.log_level, loaded->settings.log_format);
    const int exit_code = readcount::run::run(loaded->settings);
    readcount::close_log();
    return exit_code;
  } catch (const std::exception& error) {
    return complain(kFailed, error.what());
  }
}
