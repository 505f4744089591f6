#include "journal/writer.hpp"

#include "journal/file.hpp"
#include "journal/record.hpp"
#include "journal/segment.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace readcount::journal {

using boost::system::result;

struct Writer::State {
  explicit State(Options given) : options(std::move(given)) {}

  result<void> open_segment();
  result<void> append_staged();
  void close_segment();
  void give_up_segment();

  Options options;
  std::string staged;            // whole records, unsealed; keeps its memory from batch to batch
  std::uint64_t last_given = 0;  // staged or not
  std::uint64_t last_written = 0;
  std::uint64_t written_bytes = 0;
  std::uint64_t first_staged = 1;  // the next number to be given, while nothing is staged

  std::shared_ptr<File> file;  // none: the next write() makes one
  std::uint32_t seed = 0;
  std::uint64_t size = 0;  // of the file, up to its last whole batch
  std::vector<std::shared_ptr<File>> unsynced;
};

result<void> Writer::State::open_segment() {
  const SegmentName name{options.run, first_staged};
  const auto created = File::create(options.directory / name.text());
  if (!created) return created.error();

  SegmentHeader header;
  header.run = options.run;
  header.first_number = first_staged;
  header.previous_last = last_written;
  file = *created;
  size = 0;
  seed = seed_of(options.run, first_staged);
  if (const auto appended = file->append(header.encode()); !appended) {
    give_up_segment();
    return appended;
  }
  size = kHeaderBytes;
  return {};
}

result<void> Writer::State::append_staged() {
  seal(staged, seed);
  if (const auto appended = file->append(staged); !appended) {
    give_up_segment();
    return appended;
  }
  if (unsynced.empty() || unsynced.back() != file) unsynced.push_back(file);
  written_bytes += staged.size() + (size == kHeaderBytes ? kHeaderBytes : 0);
  size += staged.size();
  last_written = last_given;
  if (size >= options.segment_bytes) close_segment();
  return {};
}

void Writer::State::close_segment() { file.reset(); }

void Writer::State::give_up_segment() {
  if (size > kHeaderBytes) {
    // Should this fail too, readers find by the next header that these records do not count.
    static_cast<void>(file->cut_to(size));
  } else {
    // Holds no record: a disk that stays full must not collect one such file a try, and the next
    // segment may need the same name. Should this fail, the next one after it has another.
    std::error_code ignored;
    std::filesystem::remove(file->path(), ignored);
  }
  close_segment();
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

result<Writer> Writer::create(Options options) {
  auto state = std::make_unique<State>(std::move(options));
  if (const auto opened = state->open_segment(); !opened) return opened.error();
  return Writer(std::move(state));
}

std::uint64_t Writer::stage(std::string_view payload) {
  if (payload.size() > kMaxPayload) throw std::length_error("a journal record is too long");
  append_unsealed(state_->staged, ++state_->last_given, payload);
  return state_->last_given;
}

result<void> Writer::write() {
  auto& state = *state_;
  result<void> done;
  if (!state.file) done = state.open_segment();
  if (done && !state.staged.empty()) done = state.append_staged();
  state.staged.clear();
  state.first_staged = state.last_given + 1;
  return done;
}

std::vector<std::shared_ptr<File>> Writer::take_unsynced() {
  return std::exchange(state_->unsynced, {});
}

void Writer::abandon_segment() {
  auto& state = *state_;
  if (!state.file) return;
  state.unsynced.erase(std::remove(state.unsynced.begin(), state.unsynced.end(), state.file),
                       state.unsynced.end());
  state.give_up_segment();
}

std::uint64_t Writer::last_number() const noexcept { return state_->last_given; }

std::uint64_t Writer::bytes() const noexcept { return state_->written_bytes; }

}  // namespace readcount::journal
