#include "faulty_disk.hpp"
#include "fixture.hpp"
#include "ledger.hpp"

#include <rapidcheck/gtest.h>

#include <cstdint>
#include <list>
#include <ostream>
#include <string>
#include <vector>

namespace readcount::journal::testing {
namespace {

enum class Event { stage, write, begin_sync, end_sync, remove, fail, heal, restart, power_cut };

/// One thing that happens to a journal.
struct Turn {
  Event event = Event::stage;
  std::uint32_t value = 0;  // how long, which, when: as the event needs it
};

std::ostream& operator<<(std::ostream& out, const Turn& turn) {
  const char* names[] = {"stage", "write", "begin_sync", "end_sync", "remove",
                         "fail",  "heal",  "restart",    "power_cut"};
  return out << names[static_cast<int>(turn.event)] << ' ' << turn.value;
}

rc::Gen<Turn> a_turn() {
  const auto event = rc::gen::weightedElement<Event>({{10, Event::stage},
                                                      {8, Event::write},
                                                      {4, Event::begin_sync},
                                                      {4, Event::end_sync},
                                                      {2, Event::remove},
                                                      {3, Event::fail},
                                                      {2, Event::heal},
                                                      {1, Event::restart},
                                                      {1, Event::power_cut}});
  return rc::gen::apply(
      [](Event kind, std::uint32_t value) {
        return Turn{kind, value};
      },
      event, rc::gen::inRange<std::uint32_t>(0, 1U << 16U));
}

/// The runs that follow each other in one directory on a faulty disk, each with its ledger.
class History {
 public:
  History(Ledger::Kept kept, std::uint64_t segment_bytes)
      : kept_(kept), segment_bytes_(segment_bytes) {
    begin_run();
  }

  void take(const Turn& turn) {
    switch (turn.event) {
      case Event::stage:
        return run().stage(turn.value % 120);
      case Event::write:
        run().write();
        return;
      case Event::begin_sync:
        return run().begin_sync();
      case Event::end_sync:
        run().end_sync();
        return;
      case Event::remove:
        return run().remove_oldest();
      case Event::fail:
        return fail(turn.value);
      case Event::heal:
        return disk_.heal();
      case Event::restart:
        run().die();
        return begin_run();
      case Event::power_cut:
        return power_cut(turn.value);
    }
  }

  void check() {
    for (const auto& run : runs_) RC_ASSERT(run.complaint() == std::string());
  }

  /// A record can be kept at the first try once the disk is well, and nothing is in doubt then.
  void end() {
    disk_.heal();
    run().end_sync();
    RC_ASSERT(run().write());
    run().stage(40);
    RC_ASSERT(run().write());
    run().begin_sync();
    RC_ASSERT(run().end_sync());
    check();
    power_cut(0);
  }

 private:
  Ledger& run() { return runs_.back(); }

  void begin_run() {
    runs_.emplace_back(directory_.path(), RunId::random(), kept_, segment_bytes_);
  }

  void fail(std::uint32_t value) {
    using Fault = FaultyDisk::Fault;
    const Fault faults[] = {Fault::io_error, Fault::no_space, Fault::short_write,
                            Fault::torn_write};
    disk_.fail(faults[value % 4], disk_.steps() + 1 + value / 4 % 8, 1 + value / 32 % 5);
  }

  void power_cut(std::uint64_t seed) {
    run().die();
    disk_.power_cut(seed);
    for (auto& run : runs_) RC_ASSERT(run.complaint_after_power_cut() == std::string());
    begin_run();
  }

  Ledger::Kept kept_;
  std::uint64_t segment_bytes_;
  Directory directory_;
  FaultyDisk disk_{directory_.path()};
  std::list<Ledger> runs_;
};

RC_GTEST_PROP(JournalHistory, WhateverHappensTheJournalAgreesWithTheLedger, ()) {
  const auto once_synced = *rc::gen::arbitrary<bool>();
  const auto kept = once_synced ? Ledger::Kept::once_synced : Ledger::Kept::once_written;
  History history(kept, *rc::gen::inRange<std::uint64_t>(65, 1000));
  const auto turns = *rc::gen::container<std::vector<Turn>>(a_turn());
  for (const auto& turn : turns) {
    history.take(turn);
    history.check();
  }
  history.end();
}

}  // namespace
}  // namespace readcount::journal::testing
