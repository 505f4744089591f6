#pragma once

#include "base/problem.hpp"
#include "ping/address.hpp"
#include "ping/article.hpp"
#include "ping/sites.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::query {

/// The most addresses in one question (contract).
inline constexpr std::size_t kMaxUrlsInQuery = 100;
inline constexpr std::size_t kMaxUrlsInBody = 1000;

/// One address of a question: as asked, and the article it means, or why it means none.
struct AskedArticle {
  std::string url;
  Checked<ping::Article> article;
};

/// Reads `url=…` of GET /v1/count: exactly one address, and it must be an article's.
Checked<AskedArticle> parse_count(std::string_view query, const ping::Sites& sites);

/// Reads `url=…&url=…` of GET /v1/counts: one to kMaxUrlsInQuery addresses. An address that is no
/// article's stands in the list with its refusal, so that one bad link does not empty a page.
Checked<std::vector<AskedArticle>> parse_counts(std::string_view query, const ping::Sites& sites);

/// Reads the JSON array of strings of POST /v1/counts: one to kMaxUrlsInBody addresses.
Checked<std::vector<AskedArticle>> parse_counts_body(std::string_view body,
                                                     const ping::Sites& sites);

}  // namespace readcount::query
