#include "store/fitness.hpp"

#include "base/number.hpp"
#include "store/classify.hpp"
#include "tally/batch.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace readcount::store {
namespace {

/// The journal keeps applied records for an hour; a save every half hour stays well within.
constexpr unsigned kLongestSave = 1800;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

void take_field(ServerInfo& info, std::string_view name, std::string_view value) {
  if (name == "redis_version") {
    const auto parts = split(value, '.');
    if (!parts.empty()) info.major = whole_number<unsigned>(parts[0]).value_or(0);
    if (parts.size() > 1) info.minor = whole_number<unsigned>(parts[1]).value_or(0);
  } else if (name == "loading") {
    info.loading = value == "1";
  } else if (name == "role") {
    info.replica = value == "slave" || value == "replica";
  } else if (name == "cluster_enabled") {
    info.cluster = value == "1";
  } else if (name == "aof_enabled") {
    info.append_only = value == "1";
  } else if (name == "maxmemory_policy") {
    info.policy = value;
  }
}

/// After how many seconds one change is on disk at the latest ("900 1 300 10": 900).
unsigned longest_save(std::string_view saves) {
  const auto words = split(saves, ' ');
  auto longest = std::numeric_limits<unsigned>::max();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto seconds = whole_number<unsigned>(words[i]);
    const auto changes = whole_number<unsigned>(words[i + 1]);
    if (seconds && changes && *changes <= 1) longest = std::min(longest, *seconds);
  }
  return longest;
}

Failure refused(std::string text) { return {FailureKind::refused, std::move(text)}; }

/// `layout` is nothing where the text is no number, which no version ever wrote.
Failure other_layout(const std::string& text, std::optional<unsigned> layout) {
  const auto here = "this store has layout " + text + ", this readcountd layout " +
                    std::to_string(kSchemaVersion) + ": ";
  if (!layout) return refused(here + "give another Redis database, or another --key-prefix");
  if (*layout > kSchemaVersion) {
    return refused(
        here +
        "upgrade to the readcountd that wrote the store, or a newer one (\"apt-get install "
        "./readcount_VERSION_amd64.deb\"), or give another Redis database");
  }
  return refused(here +
                 "with the readcountd that wrote the store run \"readcount export "
                 ">counts.ndjson\", start this one on another Redis database, and run "
                 "\"readcount import counts.ndjson\"");
}

}  // namespace

ServerInfo read_info(std::string_view text) {
  ServerInfo info;
  for (auto line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with('#')) continue;
    take_field(info, line.substr(0, colon), line.substr(colon + 1));
  }
  return info;
}

std::optional<Failure> unfit(const ServerInfo& info, bool allow_evicting) {
  if (info.major < 6 || (info.major == 6 && info.minor < 2)) {
    return refused("this Redis is older than 6.2: upgrade it (Debian 12 has 7.0)");
  }
  if (info.cluster) {
    return refused(
        "this Redis is a node of a cluster, which this version cannot use: give a single Redis");
  }
  if (info.loading) {
    return Failure{FailureKind::transient, "Redis is still loading its data: wait"};
  }
  if (info.replica) {
    return Failure{FailureKind::transient,
                   "this Redis is a replica and takes no writes: give the address of its master"};
  }
  if (info.policy != "noeviction" && !allow_evicting) {
    return refused("this Redis may throw counts away when memory is short (maxmemory-policy " +
                   info.policy +
                   "): set maxmemory-policy noeviction, or start with --allow-evicting-redis");
  }
  return std::nullopt;
}

std::optional<std::string> weak_persistence(const ServerInfo& info,
                                            const std::optional<std::string>& saves) {
  if (info.append_only || !saves) return std::nullopt;
  const auto longest = longest_save(*saves);
  if (longest <= kLongestSave) return std::nullopt;
  constexpr std::string_view kRemedy = ": set appendonly yes";
  if (saves->empty()) {
    return "this Redis keeps nothing on disk, all counts end with it" + std::string(kRemedy);
  }
  return "this Redis may lose counts older than the journal reaches back (appendonly no, save " +
         *saves + ")" + std::string(kRemedy);
}

Result<Meta> read_meta(const Reply& reply) {
  if (reply.is_error()) return failure_of("reading the store's description", reply.text);
  if (reply.kind != Reply::Kind::array || reply.elements.size() != 3) {
    return Failure{FailureKind::away, "Redis gave the store's description in an unexpected form"};
  }
  const auto& identity = reply.elements[0];
  const auto& version = reply.elements[1];
  const auto& partitions = reply.elements[2];
  if (version.kind != Reply::Kind::nil) {
    const auto layout = whole_number<unsigned>(version.text);
    if (layout != kSchemaVersion) return other_layout(version.text, layout);
  }
  if (partitions.kind != Reply::Kind::nil &&
      whole_number<unsigned>(partitions.text) != tally::kPartitions) {
    return refused("this store has " + partitions.text + " partitions, this readcountd has " +
                   std::to_string(tally::kPartitions) +
                   ": use the readcountd that made it, or give another Redis database");
  }
  const bool complete = identity.kind != Reply::Kind::nil && version.kind != Reply::Kind::nil &&
                        partitions.kind != Reply::Kind::nil;
  return Meta{identity.text, complete};
}

Failure lacking_permission(std::string_view user, std::string_view prefix, std::string_view told) {
  const std::string name(user.empty() ? "default" : user);
  return refused(
      "the Redis user " + name + " lacks a permission (" + std::string(told) +
      "): run ACL SETUSER " + name + " ~" + std::string(prefix) +
      "* +info +select +eval +evalsha +get +set +hget +hmget +hgetall +hset +hsetnx +hdel "
      "+hincrby +exists +rename +pfmerge +zscore +zmscore +zadd +zincrby +zcard +zrem "
      "+zremrangebyrank +scan +hscan +zscan +zrange +pfadd +pfcount +expire +expireat +unlink");
}

}  // namespace readcount::store
