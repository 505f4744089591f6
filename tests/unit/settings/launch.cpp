#include "launch.hpp"

#include <cstdlib>
#include <fstream>

namespace readcount::settings {
namespace {

std::vector<const char*> pointers(const std::vector<std::string>& texts) {
  std::vector<const char*> out;
  out.reserve(texts.size() + 1);
  for (const auto& text : texts) out.push_back(text.c_str());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Launch::Launch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "readcount-XXXXXX").string();
  directory_ = mkdtemp(pattern.data());
}

Launch::~Launch() { std::filesystem::remove_all(directory_); }

void Launch::give_flags(const std::vector<std::string>& flags) {
  flags_.insert(flags_.end(), flags.begin(), flags.end());
}

std::string Launch::write(const std::string& name, const std::string& text) {
  std::ofstream(path(name), std::ios::binary) << text;
  return path(name);
}

boost::system::result<Loaded, std::string> Launch::run() {
  auto words = flags_;
  words.insert(words.begin(), "readcountd");
  const auto argv = pointers(words);
  const auto environment = pointers(variables_);
  return settings::load(static_cast<int>(words.size()), argv.data(), environment.data(),
                        path("readcountd.toml"));
}

Loaded Launch::load() {
  auto loaded = run();
  if (loaded) return *loaded;
  ADD_FAILURE() << loaded.error();
  return {};
}

std::string Launch::error() {
  const auto loaded = run();
  if (loaded) return {};
  auto text = loaded.error();
  const std::string prefix = "readcountd: ";
  EXPECT_EQ(text.substr(0, prefix.size()), prefix);
  EXPECT_EQ(text.find('\n'), std::string::npos) << "an error is one line";
  text.erase(0, prefix.size());
  return without_directory(std::move(text));
}

Parsed<Loaded> Launch::reload(const Loaded& in_force) {
  auto words = flags_;
  words.insert(words.begin(), "readcountd");
  const auto argv = pointers(words);
  const auto environment = pointers(variables_);
  return settings::reload(in_force, static_cast<int>(words.size()), argv.data(), environment.data(),
                          path("readcountd.toml"));
}

std::string Launch::reload_error(const Loaded& in_force) {
  const auto read = reload(in_force);
  return read ? std::string() : without_directory(read.error().text);
}

std::string Launch::without_directory(std::string text) const {
  for (auto at = text.find(directory_.string()); at != std::string::npos;
       at = text.find(directory_.string())) {
    text.replace(at, directory_.string().size(), "DIR");
  }
  return text;
}

}  // namespace readcount::settings
