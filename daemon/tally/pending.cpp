#include "tally/pending.hpp"

#include "tally/article_hash.hpp"

#include <algorithm>
#include <utility>

namespace readcount::tally {
namespace {

// A batch is one script call, and a script stops all other work of its Redis: at these sizes for a
// few milliseconds.
constexpr std::size_t kMaxDeltas = 1000;
constexpr std::size_t kMaxReaders = 5000;

// A delta, its place in the index, and the strings' share of the heap.
constexpr std::size_t kDeltaBytes = sizeof(Delta) + 64;

ping::Article site_of(const ping::Article& article) { return {article.site, {}}; }

}  // namespace

void Pending::add(const Record& record, RecordNumber number) {
  const auto site = site_of(record.article);
  sum(partition_of(record.article), record.article, record, number);
  sum(partition_of(site), site, record, number);
}

void Pending::add_to(Partition partition, const Record& record, RecordNumber number) {
  const auto site = site_of(record.article);
  if (partition_of(record.article) == partition) {
    sum(partition, record.article, record, number);
  }
  if (partition_of(site) == partition) sum(partition, site, record, number);
}

std::vector<Batch> Pending::take() {
  std::vector<Batch> taken;
  for (auto& queue : queues_) {
    if (queue.batches.empty()) continue;
    auto& oldest = queue.batches.front();
    oldest.closed = true;
    oldest.index = {};
    taken.push_back(oldest.batch);
  }
  return taken;
}

Batch Pending::confirm(Partition partition) {
  auto& queue = queues_[partition];
  forget(queue.batches.front());
  auto batch = std::move(queue.batches.front().batch);
  queue.batches.pop_front();
  queue.confirmed = batch.to;
  return batch;
}

Pending::Settlement Pending::settle(Partition partition, RecordNumber marker,
                                    RecordNumber last_number) {
  Settlement settlement;
  if (marker > last_number) {
    settlement.verdict = Verdict::foreign;
    return settlement;
  }
  auto& queue = queues_[partition];
  while (queue.confirmed < marker && !queue.batches.empty() &&
         queue.batches.front().batch.to <= marker) {
    settlement.in.push_back(confirm(partition));
  }
  if (queue.confirmed < marker) settlement.verdict = Verdict::ahead;
  if (queue.confirmed > marker) settlement.verdict = Verdict::behind;
  return settlement;
}

void Pending::drop() {
  for (unsigned p = 0; p < kPartitions; ++p) {
    restart(static_cast<Partition>(p), queues_[p].confirmed);
  }
}

void Pending::restart(Partition partition, RecordNumber marker) {
  auto& queue = queues_[partition];
  for (const auto& queued : queue.batches) forget(queued);
  queue.batches.clear();
  queue.confirmed = marker;
}

void Pending::forget(const Queued& queued) {
  for (const auto& delta : queued.batch.deltas) {
    bytes_ -=
        kDeltaBytes + delta.article.path.size() + delta.readers.size() * sizeof(ping::ReaderKey);
  }
}

std::optional<RecordNumber> Pending::oldest() const {
  std::optional<RecordNumber> number;
  for (const auto& queue : queues_) {
    if (queue.batches.empty()) continue;
    const auto first = queue.batches.front().first;
    number = number ? std::min(*number, first) : first;
  }
  return number;
}

std::optional<Time> Pending::oldest_time() const {
  std::optional<Time> time;
  for (const auto& queue : queues_) {
    if (queue.batches.empty()) continue;
    const auto since = queue.batches.front().since;
    time = time ? std::min(*time, since) : since;
  }
  return time;
}

bool Pending::empty() const noexcept {
  return std::all_of(queues_.begin(), queues_.end(),
                     [](const Queue& queue) { return queue.batches.empty(); });
}

Pending::Queued& Pending::open_batch(Partition partition, RecordNumber number, Time at) {
  auto& queue = queues_[partition];
  if (!queue.batches.empty()) {
    auto& newest = queue.batches.back();
    const bool full = newest.batch.deltas.size() >= kMaxDeltas || newest.readers >= kMaxReaders;
    // A record that adds twice to one partition, its article and its site, is never torn apart.
    if (!newest.closed && (!full || newest.batch.to == number)) return newest;
  }
  auto& opened = queue.batches.emplace_back();
  opened.batch.partition = partition;
  opened.batch.from = queue.batches.size() == 1 ? queue.confirmed
                                                : queue.batches[queue.batches.size() - 2].batch.to;
  opened.first = number;
  opened.since = at;
  return opened;
}

void Pending::sum(Partition partition, const ping::Article& subject, const Record& record,
                  RecordNumber number) {
  auto& queued = open_batch(partition, number, record.at);
  queued.batch.to = number;

  const auto hour = hour_of(record.at);
  const auto key = hash_of(subject) ^ (static_cast<std::uint64_t>(hour.time_since_epoch().count()) *
                                       0x9e3779b97f4a7c15ULL);
  auto& deltas = queued.batch.deltas;
  const auto [it, inserted] = queued.index.try_emplace(key, deltas.size());
  const auto same = [&](const Delta& delta) {
    return delta.hour == hour && delta.article == subject;
  };
  // Two articles with one key: the later ones get a delta each, which the store adds up as well.
  if (!inserted && !same(deltas[it->second])) it->second = deltas.size();
  if (it->second == deltas.size()) {
    deltas.push_back({subject, hour, 0, 0, {}, 0});
    bytes_ += kDeltaBytes + subject.path.size();
  }

  auto& delta = deltas[it->second];
  ++delta.loads;
  if (!record.counted) return;
  ++delta.views;
  delta.readers.push_back(record.reader);
  // A reader who is new to an article may well be known to the site; the store's answer tells.
  delta.new_readers += record.new_reader && !subject.path.empty() ? 1 : 0;
  ++queued.readers;
  bytes_ += sizeof(ping::ReaderKey);
}

}  // namespace readcount::tally
