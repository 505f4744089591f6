#include "run/aof_repair.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "run/child_process.hpp"
#include "run/failure.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <vector>

namespace readcount::run {
namespace {

namespace fs = std::filesystem;

// No write of ours is larger: a batch adds some 12 000 amounts (tally::Pending::kMaxBatch) that may
// be of a KiB each.
constexpr std::uintmax_t kTorn = 16U << 20U;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void fail(const std::string& doing) {
  throw StartFailure("cannot " + doing + ": " + std::system_category().message(errno) +
                     ": free or repair the disk of --state-dir");
}

fs::path checker_beside(const fs::path& server) {
  const auto name = server.filename().string();
  return server.parent_path() / (name.substr(0, name.rfind("-server")) + "-check-aof");
}

/// What the checker says of a file. It looks, and changes nothing.
asio::awaitable<std::string> check(asio::any_io_executor executor, fs::path checker, fs::path file,
                                   fs::path report) {
  const int output = open(report.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (output < 0) fail("write " + report.string());
  ChildProcess::Files files;
  files.output = output;
  const std::vector<std::string> arguments{file.string()};
  auto started = ChildProcess::start(executor, checker, arguments, files);
  close(output);
  if (!started) co_return std::string();
  co_await started->ended();
  co_return content_of(report);
}

/// Copies what is behind the first `sound` bytes of a file.
void keep_rest(const fs::path& file, std::uintmax_t sound, const fs::path& copy) {
  std::ifstream from(file, std::ios::binary);
  from.seekg(static_cast<std::streamoff>(sound));
  std::ofstream to(copy, std::ios::binary);
  to << from.rdbuf();
  to.close();
  if (!from || !to) fail("write " + copy.string());
}

void cut(const fs::path& file, std::uintmax_t sound) {
  const int fd = open(file.c_str(), O_WRONLY | O_CLOEXEC);
  const bool done = fd >= 0 && ftruncate(fd, static_cast<off_t>(sound)) == 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  if (!done) fail("cut " + file.string());
}

}  // namespace

std::optional<std::string> newest_part(const std::string& manifest) {
  std::optional<std::string> newest;
  std::istringstream lines(manifest);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string file, name, seq, number, type, letter;
    words >> file >> name >> seq >> number >> type >> letter;
    if (file == "file" && type == "type" && letter == "i") newest = name;
  }
  return newest;
}

std::optional<std::uintmax_t> sound_bytes(std::string_view report) {
  constexpr std::string_view kMark = " ok_up_to=";
  const auto at = report.rfind(kMark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto digits = report.substr(at + kMark.size());
  std::uintmax_t bytes = 0;
  const auto end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), end, bytes).ec != std::errc()) return std::nullopt;
  return bytes;
}

asio::awaitable<void> repair_aof(asio::any_io_executor executor, fs::path server,
                                 fs::path directory) {
  const auto parts = directory / "appendonlydir";
  const auto name = newest_part(content_of(parts / "appendonly.aof.manifest"));
  if (!name) co_return;  // there is none yet
  const auto file = parts / *name;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size == 0) co_return;

  const auto checker = checker_beside(server);
  const auto report = co_await check(executor, checker, file, directory / "check-aof.log");
  const auto sound = sound_bytes(report);
  if (!sound) {
    log_warning("the private Redis' append-only file could not be checked by " + checker.string() +
                ": install what it belongs to, or a power cut may leave wrong counts");
    co_return;
  }
  if (*sound >= size) co_return;
  std::string kept;
  if (size - *sound > kTorn) {
    const auto now = std::chrono::floor<std::chrono::seconds>(wall_now().time_since_epoch());
    const auto copy = directory / (*name + ".cut-" + std::to_string(now.count()));
    keep_rest(file, *sound, copy);
    kept = "; they are kept in " + copy.string();
  }
  cut(file, *sound);
  log_warning("the private Redis' append-only file was damaged: " + std::to_string(size - *sound) +
              " bytes behind its last whole transaction are cut "
              "off, and what they held is applied from the journal" +
              kept);
}

}  // namespace readcount::run
