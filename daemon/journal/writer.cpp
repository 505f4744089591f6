#include "journal/writer.hpp"

#include "journal/file.hpp"
#include "journal/last_numbers.hpp"
#include "journal/record.hpp"
#include "journal/segment.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace readcount::journal {

using boost::system::result;

struct Writer::State {
  /// Where the records end that are synced together, as far as one segment holds them.
  struct End {
    std::uint64_t first_number = 0;  // of the segment
    std::uint64_t last_number = 0;
    std::uint64_t offset = 0;
  };

  /// What was written up to a record.
  struct Reached {
    std::uint64_t last_number = 0;
    LastNumbers last_numbers{};
  };

  explicit State(Options given) : options(std::move(given)) {}

  std::filesystem::path path_of(std::uint64_t segment) const;
  result<std::shared_ptr<File>> create_file() const;
  result<void> open_segment();
  result<void> append_staged();
  void note_end();
  void forget_synced_ends();
  LastNumbers numbers_through(std::uint64_t last_kept) const;
  void close_segment();
  void give_up_segment();
  void take_back_refused() const;
  void cut(std::uint64_t segment, std::uint64_t bytes) const;
  void remove(std::uint64_t segment) const;

  Options options;
  std::string staged;              // whole records, unsealed; keeps its memory from batch to batch
  std::uint64_t last_given = 0;    // staged or not
  std::uint64_t last_written = 0;  // of what is not refused
  LastNumbers last_numbers{};      // of the records up to that one
  std::vector<std::pair<std::uint8_t, std::uint64_t>> staged_numbers;  // by partition
  Reached taken_before;  // at the last two calls of take_unsynced()
  Reached taken_last;
  std::uint64_t written_bytes = 0;
  std::uint64_t first_staged = 1;  // the next number to be given, while nothing is staged

  std::shared_ptr<File> file;  // none: the next write() makes one
  std::uint32_t seed = 0;
  std::uint64_t first_number = 0;  // of the file
  std::uint64_t header_bytes = 0;  // of the file
  std::uint64_t size = 0;          // of the file, up to its last whole batch
  std::vector<std::shared_ptr<File>> unsynced;

  // Of what may not be synced yet, and in front of it the end of what is; oldest first.
  std::vector<End> ends;
  std::size_t taken = 0;  // as many of them were there at the last take_unsynced()
};

std::filesystem::path Writer::State::path_of(std::uint64_t segment) const {
  return options.directory / SegmentName{options.run, segment}.text();
}

result<std::shared_ptr<File>> Writer::State::create_file() const {
  const auto path = path_of(first_staged);
  auto created = File::create(path);
  if (created || created.error() != boost::system::errc::file_exists) return created;
  // A segment of ours that was given up before a record stood in it, and that could not be removed.
  remove(first_staged);
  return File::create(path);
}

result<void> Writer::State::open_segment() {
  const auto created = create_file();
  if (!created) return created.error();

  SegmentHeader header;
  header.run = options.run;
  header.first_number = first_staged;
  header.previous_last = last_written;
  file = *created;
  first_number = first_staged;
  size = 0;
  seed = seed_of(options.run, first_staged);
  const auto front = encode(header, last_numbers);
  header_bytes = front.size();
  if (const auto appended = file->append(front); !appended) {
    give_up_segment();
    return appended;
  }
  size = header_bytes;
  return {};
}

result<void> Writer::State::append_staged() {
  seal(staged, seed);
  if (const auto appended = file->append(staged); !appended) {
    give_up_segment();
    return appended;
  }
  if (unsynced.empty() || unsynced.back() != file) unsynced.push_back(file);
  written_bytes += staged.size() + (size == header_bytes ? header_bytes : 0);
  size += staged.size();
  last_written = last_given;
  for (const auto& [partition, number] : staged_numbers) last_numbers[partition] = number;
  note_end();
  if (size >= options.segment_bytes) close_segment();
  return {};
}

/// All that is written between two calls of take_unsynced() is synced together, so one end does.
void Writer::State::note_end() {
  const End end{first_number, last_written, size};
  if (ends.size() > taken && ends.back().first_number == first_number) {
    ends.back() = end;
  } else {
    ends.push_back(end);
  }
}

/// What was taken before is synced by now: of its ends only the last can still be cut back to.
void Writer::State::forget_synced_ends() {
  if (taken > 1) ends.erase(ends.begin(), ends.begin() + static_cast<std::ptrdiff_t>(taken) - 1);
  taken = ends.size();
}

/// What is kept at a failed sync ends where an earlier one began.
LastNumbers Writer::State::numbers_through(std::uint64_t last_kept) const {
  if (last_kept == taken_last.last_number) return taken_last.last_numbers;
  if (last_kept == taken_before.last_number) return taken_before.last_numbers;
  return {};
}

void Writer::State::close_segment() { file.reset(); }

void Writer::State::give_up_segment() {
  if (size > header_bytes) {
    cut(first_number, size);
  } else {
    // Holds no record: a disk that stays full must not collect one such file a try.
    remove(first_number);
  }
  close_segment();
}

/// Takes what is numbered above `last_written` out of the files.
void Writer::State::take_back_refused() const {
  std::uint64_t done = 0;
  for (const auto& end : ends) {
    if (end.last_number < last_written || end.first_number == done) continue;
    done = end.first_number;
    if (end.first_number > last_written) {
      remove(end.first_number);
    } else {
      cut(end.first_number, end.offset);
    }
  }
}

// Should one of these two fail, readers find by a later header that what should have gone does not
// count.

void Writer::State::cut(std::uint64_t segment, std::uint64_t bytes) const {
  std::error_code ignored;
  std::filesystem::resize_file(path_of(segment), bytes, ignored);
}

void Writer::State::remove(std::uint64_t segment) const {
  std::error_code ignored;
  std::filesystem::remove(path_of(segment), ignored);
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

std::uint64_t Writer::stage(std::string_view payload, std::span<const std::uint8_t> partitions) {
  if (payload.size() > kMaxPayload) throw std::length_error("a journal record is too long");
  append_unsealed(state_->staged, ++state_->last_given, payload);
  for (const auto partition : partitions) {
    state_->staged_numbers.emplace_back(partition, state_->last_given);
  }
  return state_->last_given;
}

result<void> Writer::write() {
  auto& state = *state_;
  result<void> done;
  if (!state.file) done = state.open_segment();
  if (done && !state.staged.empty()) done = state.append_staged();
  state.staged.clear();
  state.staged_numbers.clear();
  state.first_staged = state.last_given + 1;
  return done;
}

std::vector<std::shared_ptr<File>> Writer::take_unsynced() {
  state_->forget_synced_ends();
  state_->taken_before =
      std::exchange(state_->taken_last, {state_->last_written, state_->last_numbers});
  return std::exchange(state_->unsynced, {});
}

void Writer::abandon_segment(std::uint64_t last_kept) {
  auto& state = *state_;
  if (last_kept < state.last_written) {
    state.last_written = last_kept;
    state.last_numbers = state.numbers_through(last_kept);
    state.taken_last = {last_kept, state.last_numbers};
    state.take_back_refused();
    state.unsynced.clear();  // what they hold is synced or refused
  }
  std::erase_if(state.unsynced, [](const auto& file) { return file->sync_has_failed(); });
  state.ends.clear();
  state.taken = 0;
  // The header of one that holds no record may say that refused records were written.
  if (state.file && state.size == state.header_bytes) state.remove(state.first_number);
  state.close_segment();
}

bool Writer::is_in_place() const noexcept { return !state_->file || state_->file->is_in_place(); }

std::uint64_t Writer::last_written() const noexcept { return state_->last_written; }

const std::filesystem::path& Writer::directory() const noexcept {
  return state_->options.directory;
}

std::uint64_t Writer::last_number() const noexcept { return state_->last_given; }

std::uint64_t Writer::bytes() const noexcept { return state_->written_bytes; }

}  // namespace readcount::journal
