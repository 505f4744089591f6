// What lines of an export ask of the apply script.

#include "store/dumped.hpp"
#include "store/piece.hpp"
#include "store/program.hpp"

#include <string>

namespace readcount::store {
namespace {

/// The words of an instruction's end: how many pairs, and the pairs.
void put_pairs(Arguments& words, const dump::Values& values) {
  words.add(values.size());
  for (const auto& [name, value] : values) {
    words.add(name);
    words.add(value);
  }
}

}  // namespace

void Program::add(const dump::Line& line) {
  const auto key = use(key_of(keys_, tag_, line));
  if (dump::has_texts(line.kind)) {
    words_.add("N");
    words_.add(key);
    return put_pairs(words_, line.values);
  }
  const bool sorted = line.kind == dump::Kind::list || line.kind == dump::Kind::trend;
  const auto expiry = expiry_of(line, lifetimes_);
  const Target target{key, expiry ? unix_time(*expiry) : std::string()};
  sorted ? begin_lists({target}) : begin_hashes({target});
  put_pairs(words_, line.values);
}

}  // namespace readcount::store
