#pragma once

#include <sotval/overlay.hpp>

#include "exclude.hpp"
#include "file_source.hpp"
#include "scan.hpp"

namespace sotval::core {

/// Makes of the tree that was scanned the one that a scan would find if the overlay had been written to the disk. Its
/// files have their bytes in the snapshot. They have no times, and neither has a directory that the overlay gave an entry
/// or took one from: so nobody who knows this tree will take them for what is on disk.
/// Throws InputError if a file of the overlay is a directory, or lies below something that is none.
void put_over(ScanResult& scanned, const Overlay& overlay, const RootDirectory& root, const ExcludeList& exclude);

} // namespace sotval::core
