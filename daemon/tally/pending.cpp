#include "tally/pending.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <utility>

namespace readcount::tally {
namespace {

// A delta, its place in the index, and the strings' share of the heap.
constexpr std::size_t kDeltaBytes = sizeof(Delta) + 96;
constexpr std::size_t kIndexBytes = 24;

std::uint64_t key_of(std::size_t delta, std::uint64_t part) {
  std::size_t hash = delta;
  boost::hash_combine(hash, part);
  return hash;
}

/// A subject of a record with its hash, the article's being known.
Hashed hashed(const ping::Article& subject, const Hashed& article) {
  return &subject == &article.article ? article : Hashed(subject);
}

/// The place of what `key` stands for in `values`, which grows by one if there is none. Should two
/// values have one key, the later ones get a place each time, which the store adds up as well.
template <class Index, class Value, class Same>
Value& place(Index& index, std::uint64_t key, std::vector<Value>& values, Same&& same) {
  const auto [it, inserted] = index.try_emplace(key, values.size());
  if (!inserted && !same(values[it->second])) it->second = values.size();
  if (it->second == values.size()) values.emplace_back();
  return values[it->second];
}

/// What was counted before goes, what is counted after stays: no sum may hold both.
bool stands_apart(RecordKind kind) noexcept {
  return kind == RecordKind::erase || kind == RecordKind::merge;
}

}  // namespace

void Pending::add(const Record& record, RecordNumber number) {
  if (stands_apart(record.kind)) {
    for_each_partition(record, [&](Partition partition) { add_to(partition, record, number); });
    return;
  }
  const Hashed article(record.article);
  for_each_subject(record, [&](const ping::Article& subject) {
    sum(partition_of(subject), hashed(subject, article), article, record, number);
  });
}

void Pending::add_to(Partition partition, const Record& record, RecordNumber number) {
  const bool apart = stands_apart(record.kind);
  if (apart) seal(partition);
  const Hashed article(record.article);
  for_each_subject(record, [&](const ping::Article& subject) {
    if (partition_of(subject) != partition) return;
    sum(partition, hashed(subject, article), article, record, number);
  });
  if (apart) seal(partition);
}

void Pending::pass_over(Partition partition, RecordNumber number, Time now) {
  if (number <= queues_[partition].confirmed) return;
  open_batch(partition, number, now).batch.to = number;
}

/// The newest batch takes no further record.
void Pending::seal(Partition partition) {
  auto& queue = queues_[partition];
  if (!queue.batches.empty()) queue.batches.back().closed = true;
}

std::vector<Batch> Pending::take() {
  std::vector<Batch> taken;
  std::size_t weight = 0;
  for (unsigned turned = 0; turned < kPartitions && weight < kMaxRound; ++turned) {
    auto& queue = queues_[next_];
    next_ = static_cast<Partition>((next_ + 1) % kPartitions);
    if (queue.batches.empty()) continue;
    auto& oldest = queue.batches.front();
    weight += oldest.size.weight;
    oldest.closed = true;
    oldest.deltas = {};
    oldest.sources = {};
    oldest.lists = {};
    taken.push_back(oldest.batch);
  }
  return taken;
}

Batch Pending::confirm(Partition partition) {
  auto& queue = queues_[partition];
  bytes_ -= queue.batches.front().size.bytes;
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
  for (const auto& queued : queue.batches) bytes_ -= queued.size.bytes;
  queue.batches.clear();
  queue.confirmed = marker;
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
    const bool full = newest.size.weight >= kMaxBatch;
    // A record that adds to one partition twice, such as its article and its site, is never torn
    // apart.
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

void Pending::sum(Partition partition, const Hashed& hashed_subject, const Hashed& article,
                  const Record& record, RecordNumber number) {
  const auto& subject = hashed_subject.article;
  auto& queued = open_batch(partition, number, record.at);
  queued.batch.to = number;
  const auto bytes_before = queued.size.bytes;

  const auto hour = hour_of(record.counts_at());
  auto& deltas = queued.batch.deltas;
  const auto hour_number = static_cast<std::uint64_t>(hour.time_since_epoch().count());
  const auto deltas_before = deltas.size();
  auto& delta = place(queued.deltas, key_of(hour_number, hashed_subject.hash), deltas,
                      [&](const Delta& d) { return d.hour == hour && d.article == subject; });
  if (deltas.size() > deltas_before) {
    delta.article = subject;
    delta.hour = hour;
    queued.size += {kDeltaBytes + kIndexBytes + subject.path.size(), kDeltaWeight};
  }
  queued.size += add_record(delta, record);

  const auto index = static_cast<std::size_t>(&delta - deltas.data());
  const auto kind = kind_of(subject);
  if (kind != SubjectKind::article) add_to_list(queued, index, article, record);
  if (kind == SubjectKind::article || kind == SubjectKind::site) {
    for_each_source(record, [&](char letter, const std::string& value) {
      add_source(queued, index, letter, value);
    });
  }
  bytes_ += queued.size.bytes - bytes_before;
}

void Pending::add_to_list(Queued& queued, std::size_t delta, const Hashed& article,
                          const Record& record) {
  if (record.kind != RecordKind::view && record.kind != RecordKind::engage) return;
  auto& list = queued.batch.deltas[delta].articles;
  const auto& path = article.article.path;
  const auto before = list.size();
  auto& count = place(queued.lists, key_of(delta, article.hash), list,
                      [&](const ListCount& c) { return c.path == path; });
  if (list.size() > before) {
    count.path = path;
    queued.size.bytes += sizeof(ListCount) + kIndexBytes + path.size();
  }
  queued.size += tally::add_to_list(count, record);
}

void Pending::add_source(Queued& queued, std::size_t delta, char kind, const std::string& value) {
  auto& sources = queued.batch.deltas[delta].sources;
  auto hash = static_cast<std::size_t>(static_cast<unsigned char>(kind));
  boost::hash_combine(hash, value);
  const auto before = sources.size();
  auto& count = place(queued.sources, key_of(delta, hash), sources,
                      [&](const SourceCount& c) { return c.kind == kind && c.value == value; });
  if (sources.size() > before) {
    count.kind = kind;
    count.value = value;
    queued.size += {sizeof(SourceCount) + kIndexBytes + value.size(), kAmountWeight};
  }
  ++count.amount;
}

}  // namespace readcount::tally
