/// What the project claims about speed, measured as ratios within one run. Start with [BenchMain].
@NullMarked
package network.phala.bench;

import org.jspecify.annotations.NullMarked;
