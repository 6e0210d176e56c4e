#pragma once

#include <sotval/value.hpp>

namespace sotval::core {

/// A JSON Schema (draft 7, which editors know best) of pack files and of what they include, made from the tables by which
/// they are read. It accepts every file that the loader accepts; it cannot know names of sets, rules and categories, globs
/// and regexes. In a rule `${name}` may stand for anything.
Value pack_schema();

} // namespace sotval::core
