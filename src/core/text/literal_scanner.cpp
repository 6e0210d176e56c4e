#include "text/literal_scanner.hpp"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sotval::core {

namespace {

constexpr unsigned char fold(unsigned char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c | 0x20) : c;
}
constexpr bool is_letter(unsigned char c) noexcept {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
constexpr bool is_word(unsigned char c) noexcept {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

bool occurs_at(const Needle& needle, std::string_view text, std::size_t start) noexcept {
  for (std::size_t i = 0; i < needle.row.size(); ++i)
    if (!needle.row[i][static_cast<unsigned char>(text[start + i])]) return false;
  if (!needle.row.empty()) return true;
  const std::size_t size = needle.bytes.size();
  const char* at = text.data() + start;
  if (needle.nocase) {
    for (std::size_t i = 0; i < size; ++i)
      if (fold(static_cast<unsigned char>(at[i])) != fold(static_cast<unsigned char>(needle.bytes[i]))) return false;
  } else if (std::memcmp(at, needle.bytes.data(), size) != 0) {
    return false;
  }
  if (!needle.word) return true;
  return (start == 0 || !is_word(static_cast<unsigned char>(text[start - 1]))) &&
         (start + size == text.size() || !is_word(static_cast<unsigned char>(text[start + size])));
}

// A window as a number that is the same for both cases of a letter.
std::uint32_t window_key(const char* at) noexcept {
  const auto byte = [at](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])); };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | 0x202020U;
}
std::uint32_t window_hash(std::uint32_t key) noexcept {
  return key * 2654435761U;
}

// Of what the needle admits there. Its own bytes are not put into a set: a pack has tens of thousands of them.
double frequency_at(const Needle& needle, std::size_t at) noexcept {
  if (!needle.row.empty()) return frequency(needle.row[at]);
  const auto byte = static_cast<unsigned char>(needle.bytes[at]);
  return frequency(byte) + (needle.nocase && is_letter(byte) ? frequency(static_cast<unsigned char>(byte ^ 0x20U)) : 0);
}

// The window of a needle that is met least often in ordinary text.
struct Window {
  std::uint32_t at = 0;
  double frequency = 2;
};

Window rarest_window(const Needle& needle, std::size_t window_size) {
  const std::size_t size = std::min(needle.size(), window_size);
  std::vector<double> frequencies;
  for (std::size_t at = 0; at < needle.size(); ++at) frequencies.push_back(frequency_at(needle, at));
  Window rarest;
  for (std::uint32_t at = 0; at + size <= needle.size(); ++at) {
    double all = 1;
    for (std::size_t k = 0; k < size; ++k) all *= frequencies[at + k];
    if (all < rarest.frequency) rarest = {at, all};
  }
  return rarest;
}

} // namespace

// What one call keeps: the text and which needles are still missing.
struct LiteralScanner::Search {
  std::string_view text;
  std::vector<NeedleHit>& hits;
  std::size_t missing; // needles that are still to be found
  std::size_t end;     // nothing is to be found from here on
  Scratch& scratch;
};

LiteralScanner::LiteralScanner(std::vector<Needle> needles, bool vectorized) : needles_(std::move(needles)) {
#if defined(__x86_64__)
  if (vectorized && __builtin_cpu_supports("avx2"))
    way_ = Way::avx2;
  else if (vectorized && __builtin_cpu_supports("ssse3"))
    way_ = Way::ssse3;
#else
  (void)vectorized;
#endif
  choose_windows();
  fill_tables();
}

ByteSet Needle::admitted(std::size_t at) const {
  if (!row.empty()) return row[at];
  const auto c = static_cast<unsigned char>(bytes[at]);
  ByteSet admitted;
  admitted.set(c);
  if (nocase && is_letter(c)) admitted.set(c ^ 0x20U);
  return admitted;
}

double LiteralScanner::effort(const Needle& needle) {
  return rarest_window(needle, window_size).frequency;
}

void LiteralScanner::choose_windows() {
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < needles_.size(); ++i) {
    const Entry entry{i, rarest_window(needles_[i], window_size).at, 0, 0};
    if (const std::uint32_t group = needles_[i].group; group != 0) {
      group_sizes_.resize(std::max<std::size_t>(group_sizes_.size(), group));
      ++group_sizes_[group - 1];
      if (needles_[i].ends_group) reach_ = std::max(reach_, entry.window);
    }
    if (!needles_[i].row.empty())
      buckets_[row_bucket].push_back(entry);
    else if (needles_[i].size() < window_size)
      buckets_[short_bucket].push_back(entry);
    else
      entries.push_back(entry);
  }
  const std::size_t hashed_buckets = buckets_[row_bucket].empty() ? short_bucket : row_bucket;
  hashed_ = (1U << hashed_buckets) - 1;
  listed_ = 0xFFU ^ hashed_;
  // Needles with like windows share a bucket: together they admit fewer other texts.
  std::sort(entries.begin(), entries.end(), [this](const Entry& a, const Entry& b) {
    return needles_[a.needle].bytes.compare(a.window, window_size, needles_[b.needle].bytes, b.window, window_size) < 0;
  });
  for (Entry& entry : entries) entry.key = window_key(needles_[entry.needle].bytes.data() + entry.window);
  for (std::size_t i = 0; i < entries.size(); ++i) buckets_[i * hashed_buckets / entries.size()].push_back(entries[i]);
  entries_ = std::move(entries);

  unsigned bits = 4;
  while ((std::size_t{1} << bits) < entries_.size() * 4) ++bits;
  hash_shift_ = 32 - bits;
  heads_.assign(std::size_t{1} << bits, 0);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    std::uint32_t& head = heads_[window_hash(entries_[i].key) >> hash_shift_];
    entries_[i].next = head;
    head = i + 1;
  }
}

void LiteralScanner::fill_tables() {
  const bool portable = way_ == Way::portable;
  if (portable) pairs_.assign(65536, 0);
  for (std::size_t b = 0; b < buckets_.size(); ++b) {
    const auto bit = static_cast<std::uint8_t>(1U << b);
    for (const Entry& entry : buckets_[b]) {
      const Needle& needle = needles_[entry.needle];
      std::array<std::vector<unsigned char>, window_size> admitted; // empty: any byte
      for (std::size_t k = 0; k < window_size && entry.window + k < needle.size(); ++k) {
        const ByteSet bytes = needle.admitted(entry.window + k);
        for (unsigned byte = 0; byte < bytes.size(); ++byte)
          if (bytes[byte]) admitted[k].push_back(static_cast<unsigned char>(byte));
      }
      for (std::size_t k = 0; k < window_size; ++k) {
        for (const unsigned char c : admitted[k]) {
          low_[k][c & 15] |= bit;
          high_[k][c >> 4] |= bit;
        }
        if (!admitted[k].empty()) continue;
        for (std::size_t n = 0; n < 16; ++n) {
          low_[k][n] |= bit;
          high_[k][n] |= bit;
        }
      }
      if (!portable) continue;
      for (const unsigned char first : admitted[0])
        for (unsigned second = 0; second < 256; ++second)
          if (admitted[1].empty() || std::find(admitted[1].begin(), admitted[1].end(), second) != admitted[1].end())
            pairs_[first * 256U + second] |= bit;
    }
  }
}

void LiteralScanner::find(std::string_view text, std::vector<NeedleHit>& hits, Scratch& scratch) const {
  if (needles_.empty() || text.empty()) return;
  scratch.found.assign(needles_.size(), 0);
  scratch.in_group = group_sizes_;
  Search search{text, hits, needles_.size(), text.size(), scratch};
  switch (way_) {
#if defined(__x86_64__)
  case Way::avx2: scan_avx2(search); break;
  case Way::ssse3: scan_ssse3(search); break;
#endif
  default: scan_portable(search, 0); break;
  }
}

// Called for every place that the tables admit, nearly all of them in vain: what follows a key that is known is kept out of line.
inline void LiteralScanner::verify(Search& search, std::size_t position, unsigned buckets) const {
  if ((buckets & listed_) != 0) verify_listed(search, position, buckets);
  if ((buckets & hashed_) == 0 || position + window_size > search.text.size()) return;
  const std::uint32_t key = window_key(search.text.data() + position);
  for (std::uint32_t i = heads_[window_hash(key) >> hash_shift_]; i != 0; i = entries_[i - 1].next)
    if (entries_[i - 1].key == key) verify_entry(search, entries_[i - 1], position);
}

void LiteralScanner::verify_listed(Search& search, std::size_t position, unsigned buckets) const {
  for (const std::size_t bucket : {row_bucket, short_bucket})
    if ((buckets & listed_ & (1U << bucket)) != 0)
      for (const Entry& entry : buckets_[bucket]) verify_entry(search, entry, position);
}

void LiteralScanner::verify_entry(Search& search, const Entry& entry, std::size_t position) const {
  if (search.scratch.found[entry.needle] != 0 || position < entry.window) return;
  const Needle& needle = needles_[entry.needle];
  const std::size_t start = position - entry.window;
  if (needle.size() > search.text.size() - start || !occurs_at(needle, search.text, start)) return;
  search.scratch.found[entry.needle] = 1;
  search.hits.push_back({entry.needle, start});
  std::uint32_t found = 1;
  if (needle.group != 0) {
    std::uint32_t& left = search.scratch.in_group[needle.group - 1];
    found = needle.ends_group ? left : std::min<std::uint32_t>(left, 1);
    left -= found;
  }
  search.missing -= found;
  if (search.missing == 0) search.end = std::min(search.end, position + reach_ + 1);
}

void LiteralScanner::scan_portable(Search& search, std::size_t begin) const {
  const auto* text = reinterpret_cast<const unsigned char*>(search.text.data());
  for (std::size_t i = begin; i < search.end; ++i) {
    unsigned buckets = 0;
    if (!pairs_.empty()) {
      // Behind the last byte anything may be thought: verify() looks at the text itself.
      if (i + 1 == search.text.size())
        for (unsigned second = 0; second < 256; ++second) buckets |= pairs_[text[i] * 256U + second];
      else
        buckets = pairs_[text[i] * 256U + text[i + 1]];
    } else {
      buckets = 0xFF;
      for (std::size_t k = 0; k < window_size && i + k < search.text.size(); ++k)
        buckets &= low_[k][text[i + k] & 15U] & high_[k][text[i + k] >> 4U];
    }
    if (buckets != 0) verify(search, i, buckets);
  }
}

#if defined(__x86_64__)

// Both ways step over the text in blocks, as far as whole windows can be loaded, and leave the rest
// to the portable way, which reads no byte behind the end.

__attribute__((target("ssse3"))) void LiteralScanner::scan_ssse3(Search& search) const {
  const auto table = [](const std::array<std::uint8_t, 16>& t) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(t.data()));
  };
  const __m128i nibble = _mm_set1_epi8(15);
  const __m128i low0 = table(low_[0]), low1 = table(low_[1]), low2 = table(low_[2]);
  const __m128i high0 = table(high_[0]), high1 = table(high_[1]), high2 = table(high_[2]);
  std::size_t i = 0;
  for (; i + 16 + window_size - 1 <= search.text.size() && i < search.end; i += 16) {
    const auto load = [&](std::size_t k) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(search.text.data() + i + k));
    };
    const __m128i b0 = load(0), b1 = load(1), b2 = load(2);
    __m128i admitted = _mm_and_si128(_mm_shuffle_epi8(low0, _mm_and_si128(b0, nibble)),
                                     _mm_shuffle_epi8(high0, _mm_and_si128(_mm_srli_epi16(b0, 4), nibble)));
    admitted = _mm_and_si128(admitted, _mm_and_si128(_mm_shuffle_epi8(low1, _mm_and_si128(b1, nibble)),
                                                     _mm_shuffle_epi8(high1, _mm_and_si128(_mm_srli_epi16(b1, 4), nibble))));
    admitted = _mm_and_si128(admitted, _mm_and_si128(_mm_shuffle_epi8(low2, _mm_and_si128(b2, nibble)),
                                                     _mm_shuffle_epi8(high2, _mm_and_si128(_mm_srli_epi16(b2, 4), nibble))));
    unsigned places = 0xFFFFU ^ static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(admitted, _mm_setzero_si128())));
    if (places == 0) continue;
    alignas(16) std::uint8_t buckets[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(buckets), admitted);
    for (; places != 0; places &= places - 1) {
      const auto at = static_cast<std::size_t>(__builtin_ctz(places));
      verify(search, i + at, buckets[at]);
    }
  }
  scan_portable(search, i);
}

namespace {

__attribute__((target("avx2"))) inline __m256i twice(const std::array<std::uint8_t, 16>& table) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table.data())));
}

} // namespace

__attribute__((target("avx2"))) void LiteralScanner::scan_avx2(Search& search) const {
  const __m256i nibble = _mm256_set1_epi8(15);
  const __m256i low0 = twice(low_[0]), low1 = twice(low_[1]), low2 = twice(low_[2]);
  const __m256i high0 = twice(high_[0]), high1 = twice(high_[1]), high2 = twice(high_[2]);
  std::size_t i = 0;
  for (; i + 32 + window_size - 1 <= search.text.size() && i < search.end; i += 32) {
    const char* at_block = search.text.data() + i;
    const __m256i b0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at_block));
    const __m256i b1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at_block + 1));
    const __m256i b2 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at_block + 2));
    __m256i admitted = _mm256_and_si256(_mm256_shuffle_epi8(low0, _mm256_and_si256(b0, nibble)),
                                        _mm256_shuffle_epi8(high0, _mm256_and_si256(_mm256_srli_epi16(b0, 4), nibble)));
    admitted = _mm256_and_si256(
        admitted, _mm256_and_si256(_mm256_shuffle_epi8(low1, _mm256_and_si256(b1, nibble)),
                                   _mm256_shuffle_epi8(high1, _mm256_and_si256(_mm256_srli_epi16(b1, 4), nibble))));
    admitted = _mm256_and_si256(
        admitted, _mm256_and_si256(_mm256_shuffle_epi8(low2, _mm256_and_si256(b2, nibble)),
                                   _mm256_shuffle_epi8(high2, _mm256_and_si256(_mm256_srli_epi16(b2, 4), nibble))));
    unsigned places = ~static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(admitted, _mm256_setzero_si256())));
    if (places == 0) continue;
    alignas(32) std::uint8_t buckets[32];
    _mm256_store_si256(reinterpret_cast<__m256i*>(buckets), admitted);
    for (; places != 0; places &= places - 1) {
      const auto at = static_cast<std::size_t>(__builtin_ctz(places));
      verify(search, i + at, buckets[at]);
    }
  }
  scan_portable(search, i);
}

#endif

std::size_t LiteralScanner::find_one(const Needle& needle, std::string_view text, std::size_t from) {
  for (; from + needle.bytes.size() <= text.size(); ++from)
    if (occurs_at(needle, text, from)) return from;
  return std::string_view::npos;
}

} // namespace sotval::core
