#include "base/log.hpp"
#include "run/daemon.hpp"
#include "settings/load.hpp"
#include "settings/reload.hpp"

#include <unistd.h>

#include <exception>
#include <iostream>

namespace {

constexpr int kFailed = 1;
constexpr int kBadSettings = 2;

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto loaded = readcount::settings::load(argc, argv, environ);
    if (!loaded) {
      std::cerr << loaded.error() << '\n';
      return kBadSettings;
    }
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
    const auto read = [argc, argv](const readcount::settings::Loaded& in_force) {
      return readcount::settings::reload(in_force, argc, argv, environ);
    };
    const int exit_code = readcount::run::run(*loaded, read);
    readcount::close_log();
    return exit_code;
  } catch (const std::exception& error) {
    std::cerr << "readcountd: " << error.what() << '\n';
    return kFailed;
  }
}
