#pragma once

namespace sotval::exec {

/// What a pool makes of the number of workers that was asked for. Throws InputError if it is too large.
unsigned worker_count(unsigned asked);

} // namespace sotval::exec
