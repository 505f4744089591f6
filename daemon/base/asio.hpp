#pragma once

// The one completion token of the project: `auto [ec, …] = co_await op(…, as_result);`
// Expected failures are values; nothing here throws on a lost connection.
//
// g++ 12 frees memory twice when a statement that contains `co_await` also makes a brace-made
// aggregate, a capturing lambda or a `?:` of class type. So co_await gets only names: build the
// argument in the line above. tests/layering checks it.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace readcount {

namespace asio = boost::asio;

// Reads like Asio's own tokens: NOLINTNEXTLINE(readability-identifier-naming)
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace readcount
